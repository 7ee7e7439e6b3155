using System.Security.Cryptography;

namespace Timeline.Store.Commands;

/// <summary>The ids of new entries.</summary>
internal static class EntryId
{
    // 50 random bits without vowels or look-alikes: short, spells nothing, and says nothing about other entries.
    public static string New() => RandomNumberGenerator.GetString("23456789bcdfghjkmnpqrstvwxyz", 11);
}
