using System.Security.Cryptography;
using Timeline.Domain.Values;
using Timeline.Store.Embedded;

namespace Timeline.Store.Pictures;

/// <summary>
/// The folder of the pictures that were uploaded, each under its <see cref="PictureName"/>. Several nodes share it; whoever writes
/// the same picture at the same time writes the same bytes.
/// </summary>
/// <param name="folder">Where; null where none is kept, and nothing can be uploaded.</param>
public sealed class PictureFolder(string? folder)
{
    // What is left of a removed picture: that it was removed, and what readers are told. So it cannot be uploaded again.
    private const string Removed = ".removed";
    private const string Unfinished = ".unfinished";

    /// <summary>Whether there is one.</summary>
    public bool IsKept => folder is not null;

    /// <summary>Keeps a picture, all of it or nothing.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="ending">How its name ends: <c>jpg</c> or <c>webp</c>.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Its name; null where that picture was taken down.</returns>
    /// <exception cref="IOException">The disk is full, or the folder away.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not ours to write.</exception>
    public async Task<string?> KeepAsync(ReadOnlyMemory<byte> bytes, string ending, CancellationToken ct)
    {
        var name = $"{Convert.ToHexStringLower(SHA256.HashData(bytes.Span))}.{ending}";
        if (RemovedAs(name) is not null)
            return null;
        DataFolder.Create(folder!);
        if (File.Exists(At(name)))
        {
            // Somebody is about to use it: it is as new.
            File.SetLastWriteTimeUtc(At(name), DateTime.UtcNow);
            return name;
        }

        var unfinished = At(Guid.NewGuid().ToString("N") + Unfinished);
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(bytes, ct);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, At(name), overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }

        return name;
    }

    /// <summary>The file of a picture; null where there is none.</summary>
    public FileInfo? Find(string name) => folder is not null && PictureName.IsOne(name) && new FileInfo(At(name)) is { Exists: true } file ? file : null;

    /// <summary>What readers are told of a picture that was removed (see <see cref="Domain.TakeDowns.PublicFace"/>); null where it was not.</summary>
    public string? RemovedAs(string name) => folder is not null && PictureName.IsOne(name) && File.Exists(At(name) + Removed) ? File.ReadAllText(At(name) + Removed) : null;

    /// <summary>Removes a picture.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="face">What readers are told, where it must not come back; null where it was only used no more.</param>
    public void Remove(string name, string? face)
    {
        if (folder is null || !PictureName.IsOne(name))
            return;
        DataFolder.Create(folder);
        if (face is not null)
            File.WriteAllText(At(name) + Removed, face);
        File.Delete(At(name));
    }

    /// <summary>The pictures that were kept, or asked for again, before a moment; what a process that died left unfinished is deleted.</summary>
    public IReadOnlyList<string> Before(DateTimeOffset moment)
    {
        if (folder is null || !Directory.Exists(folder))
            return [];
        List<FileInfo> old = [.. new DirectoryInfo(folder).EnumerateFiles().Where(f => f.LastWriteTimeUtc < moment.UtcDateTime)];
        foreach (var unfinished in old.Where(f => f.Name.EndsWith(Unfinished, StringComparison.Ordinal)))
            unfinished.Delete();
        return [.. old.Select(f => f.Name).Where(PictureName.IsOne)];
    }

    private string At(string name) => Path.Combine(folder!, name);
}
