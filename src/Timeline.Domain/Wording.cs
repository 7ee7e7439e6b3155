using System.Buffers;

namespace Timeline.Domain;

/// <summary>The words of a text, to find out whether another one says no more than it.</summary>
internal sealed class Wording
{
    // Two words are one that begin with the same seven letters or more and go on by three at most (organised, organising). What has
    // fewer in common is another word (fifteen, fifty): rather say a thing twice than leave out what is said once.
    private const int Stem = 7, Ending = 3;

    // What says nothing by itself, and need not be in the other text. Any other word may make it another statement: a number, a "not", a "for".
    private static readonly HashSet<string> Empty =
    [
        "a", "an", "the", "that", "has", "have", "is", "are", "was", "were", "der", "die", "das", "dem", "den", "des", "ein", "eine", "dass",
        "что", "el", "la", "los", "las", "que", "le", "les", "że", "що",
    ];

    // A text that denies something may say the opposite of one that has all its other words.
    private static readonly HashSet<string> Denials =
    [
        "not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot",
        "nicht", "kein", "keine", "keinen", "keinem", "keiner", "keines", "nie", "niemals", "niemand", "nichts", "ohne", "weder",
        "не", "нет", "ни", "никто", "ничего", "никогда", "без", "ні", "ніхто", "нічого", "ніколи", "немає",
        "ne", "pas", "jamais", "aucun", "aucune", "rien", "sans", "ni", "nunca", "jamás", "nadie", "nada", "ningún", "ninguna", "sin", "tampoco",
        "nikt", "nic", "nigdy", "bez", "ani", "żaden", "żadna", "değil", "yok", "hiç", "لا", "لم", "لن", "ليس", "ليست", "غير", "دون", "بدون",
    ];

    private static readonly SearchValues<char> Between = SearchValues.Create(" \n\u00a0,;:“”\"«»()!?%…،。，");

    private readonly HashSet<string> _words;

    private Wording(HashSet<string> words) => _words = words;

    // Made when they are asked for: most texts share so few words that nobody asks.
    private HashSet<string> AllStems => field ??= [.. _words.SelectMany(Stems)];

    private HashSet<string> AllDenials => field ??= [.. _words.Where(Denies)];

    /// <summary>The words of a text.</summary>
    public static Wording Of(string text) => new([.. In(text)]);

    private static IEnumerable<string> In(string text)
    {
        for (int at = 0, end; at < text.Length; at = end + 1)
        {
            end = text.AsSpan(at).IndexOfAny(Between) is >= 0 and var length ? at + length : text.Length;
            var word = text.AsSpan(at, end - at).Trim(".'’").ToString();
            if (word.Length > 0)
                yield return word.ToLowerInvariant();
        }
    }

    /// <summary>How many different ones there are.</summary>
    public int Count => _words.Count;

    /// <summary>Whether a word is among them.</summary>
    public bool Has(string word) => _words.Contains(word);

    /// <summary>How many of another text's are among them, word for word.</summary>
    public int Shared(Wording other) => other._words.Count(Has);

    /// <summary>Whether another text says no more than this one: each of its words is here, but for endings ("organised" by
    /// "organising"), and it denies what this one denies.</summary>
    public bool Covers(Wording other) => other.Count > 0 && AllDenials.All(other.Has) && other._words.All(IsHere);

    /// <summary>The same of a text. Most say more, as soon as by their first words.</summary>
    public bool Covers(string text) => In(text).All(IsHere) && Covers(Of(text));

    private bool IsHere(string word) => Has(word) || Empty.Contains(word) || Stems(word).Any(stem => AllStems.Contains(stem));

    private static bool Denies(string word) => Denials.Contains(word) || word.EndsWith("n't", StringComparison.Ordinal) || word.EndsWith("n’t", StringComparison.Ordinal);

    // Every beginning that is long enough, so that two words need only have one of them in common; of a number none, as 1,000 is not 1,001.
    private static IEnumerable<string> Stems(string word)
    {
        if (!word.All(char.IsLetter))
            yield break;
        for (var length = Math.Max(Stem, word.Length - Ending); length <= word.Length; length++)
            yield return word[..length];
    }
}
