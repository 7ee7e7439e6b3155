return await Timeline.Cli.Tool.RunAsync(args, Console.Out, Console.Error);
