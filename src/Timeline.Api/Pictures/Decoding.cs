using Timeline.Api.Http;
using Timeline.Domain.Languages;
using Timeline.Store.Embedded;
using Timeline.Store.Pictures;

namespace Timeline.Api.Pictures;

/// <summary>Decodes one picture at a time, as each may take much memory; a few may wait.</summary>
internal sealed class Decoding(Limits limits) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private int _waiting;

    /// <summary>Makes a picture anew (<see cref="Reencoding"/>).</summary>
    /// <returns>The picture, or why it is none; null where too many wait.</returns>
    public async Task<(Reencoded? Picture, Sentence? Why)?> RunAsync(byte[] file, CancellationToken ct)
    {
        if (Interlocked.Increment(ref _waiting) > limits.PictureQueue)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            await _turn.WaitAsync(ct);
            try
            {
                return await Task.Run(() => Reencoding.Of(file, limits.PictureMegapixels * 1_000_000L), ct);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>
    /// <c>Pictures:Folder</c>; else one in the data folder, where there is one to stay: in Development, or where TIMELINE_DATA says so.
    /// </summary>
    public static PictureFolder Folder(WebApplicationBuilder builder) =>
        new(builder.Configuration["Pictures:Folder"] is { Length: > 0 } given ? Path.GetFullPath(given)
            : builder.Environment.IsDevelopment() || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("TIMELINE_DATA"))
                ? Path.Combine(DataFolder.Default, "pictures")
            : null);
}
