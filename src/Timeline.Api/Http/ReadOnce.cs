using System.Collections.Concurrent;

namespace Timeline.Api.Http;

/// <summary>
/// What a header means that browsers send alike, read once for all of them: reading one costs more than the rest of the way to an
/// answer that is kept.
/// </summary>
/// <typeparam name="T">What it means.</typeparam>
internal sealed class ReadOnce<T>
{
    // Of what readers make up, some are forgotten with the rest; what is longer no browser sends.
    private const int Most = 100, Longest = 300;

    private readonly ConcurrentDictionary<string, T> _known = new(StringComparer.Ordinal);

    /// <summary>What it means.</summary>
    /// <param name="header">The header.</param>
    /// <param name="request">What it is read from, where it is not known.</param>
    /// <param name="read">Reads it.</param>
    public T Of<TRequest>(string header, TRequest request, Func<TRequest, T> read)
    {
        if (_known.TryGetValue(header, out var known))
            return known;
        var meant = read(request);
        if (header.Length <= Longest)
        {
            if (_known.Count >= Most)
                _known.Clear();
            _known[header] = meant;
        }

        return meant;
    }
}
