using System.Text;

namespace Timeline.Store.Search;

/// <summary>How much it counts that a word is found here: the weights of PostgreSQL.</summary>
internal enum SearchWeight
{
    /// <summary>In the headline.</summary>
    A,

    /// <summary>In a name.</summary>
    B,

    /// <summary>Anywhere else.</summary>
    D,
}

/// <summary>The words of an entry for PostgreSQL's index: the text of a <c>tsvector</c>.</summary>
/// <remarks>
/// Not by <c>to_tsvector</c>: that takes as long as all the rest of a row, keeps one form of a word only, and knows neither the
/// beginning of a word nor a script without blanks. A stem is looked for as the beginning of a word (<see cref="SearchQuery"/>).
/// </remarks>
internal static class SearchVector
{
    // PostgreSQL: 2^20 bytes, and places up to 2^14 - 1.
    private const int MostBytes = 1_000_000;
    private const int LastPlace = 16_383;

    // Entries are many and small: each thread has what their words are written in, unless one was large.
    private const int MostKept = 1 << 14;

    [ThreadStatic]
    private static StringBuilder? _own;

    /// <summary>The words of some texts. Of texts that are too long together, those at the end are left out.</summary>
    public static string Of(IEnumerable<(string Text, SearchWeight Weight)> texts)
    {
        var vector = _own is { Capacity: <= MostKept } own ? own.Clear() : _own = new(1024);
        var (place, bytes) = (1, 0);
        foreach (var (text, weight) in texts)
        {
            foreach (var compound in Words.Of(text))
            {
                var start = place;
                place += Add(compound.First, place, weight);
                for (var i = 1; i < compound.Several?.Count; i++)
                    place += Add(compound.Several[i], place, weight);
                if (Words.Joined(compound) is { } joined)
                    Add(joined, start, weight);
                if (bytes > MostBytes)
                    return vector.ToString();
            }

            // So that no phrase is found that begins in one text and ends in the next.
            place++;
        }

        return vector.ToString();

        int Add(string part, int at, SearchWeight weight)
        {
            // Most parts are a word of one script: no lists for these.
            if (Words.Single(part, out var folded) is { } single)
            {
                PutTerm(single, at, weight);
                return 1;
            }

            var (terms, places) = Words.Several(folded);
            foreach (var term in terms)
                PutTerm(term, at, weight);
            return places;
        }

        void PutTerm(Term term, int at, SearchWeight weight)
        {
            Put(term.Text, at + term.Place, weight);
            if (term.Wide is not null)
                Put(term.Wide, at + term.Place, weight);
            foreach (var word in Clitics.Without(term.Text))
                Put(word, at + term.Place, weight);
        }

        void Put(string word, int at, SearchWeight weight)
        {
            // Each with its place, the length of a list of places, and what aligns them.
            if ((bytes += Encoding.UTF8.GetByteCount(word) + 6) > MostBytes)
                return;
            vector.Append(vector.Length == 0 ? "" : " ").Append(word).Append(':').Append(Math.Min(at, LastPlace)).Append(weight switch
            {
                SearchWeight.A => "A",
                SearchWeight.B => "B",
                _ => "",
            });
        }
    }
}
