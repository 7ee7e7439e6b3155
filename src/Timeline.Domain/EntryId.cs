using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Timeline.Domain;

/// <summary>An entry's id: short, stable, safe in a URL.</summary>
public static class EntryId
{
    /// <summary>What it is made of: without vowels or look-alikes, so that it spells nothing.</summary>
    public const string Letters = "23456789bcdfghjkmnpqrstvwxyz";

    private static readonly SearchValues<char> AnyLetter = SearchValues.Create(Letters);

    /// <summary>How many letters it has: more than 50 bits.</summary>
    public const int Length = 11;

    /// <summary>Whether a text is such an id.</summary>
    public static bool IsOne(string? text) => text?.Length == Length && !text.AsSpan().ContainsAnyExcept(AnyLetter);

    /// <summary>
    /// The id of what another system calls by some name of its own. It follows from the name, for ever: so a second entry of
    /// one origin cannot be, and what was imported is found again by whoever has the file, also in a copy of the story.
    /// </summary>
    public static string OfOrigin(string origin) => DigestOf(origin);

    /// <summary>The id of what a contributor records of an origin that an entry has which they may not see: it follows from the origin, too, so that
    /// it is recorded beside that one once.</summary>
    // No origin has a second line.
    public static string BesideOrigin(string origin) => DigestOf($"{origin}\nbeside");

    private static string DigestOf(string origin)
    {
        var number = new BigInteger(SHA256.HashData(Encoding.UTF8.GetBytes(origin)), isUnsigned: true, isBigEndian: true);
        return string.Create(Length, number, static (id, left) =>
        {
            for (var i = 0; i < id.Length; i++)
            {
                left = BigInteger.DivRem(left, Letters.Length, out var letter);
                id[i] = Letters[(int)letter];
            }
        });
    }
}
