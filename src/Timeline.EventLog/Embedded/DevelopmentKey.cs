using System.Security.Cryptography;

namespace Timeline.EventLog.Embedded;

/// <summary>The key that signs tokens in Development: made once per data folder, kept in the file <c>signing-key</c>.</summary>
public static class DevelopmentKey
{
    private const int Length = 32;

    /// <summary>Reads the key, making folder and key (mode 0600) first if need be. Safe in several processes at once.</summary>
    /// <param name="folder">The data folder, usually <see cref="DataFolder.Default"/>.</param>
    /// <returns>32 random bytes, the same ones every time.</returns>
    /// <exception cref="EmbeddedPostgresException">The file holds something else, or cannot be read or written.</exception>
    public static byte[] Read(string folder)
    {
        var path = Path.Combine(DataFolder.Create(folder), "signing-key");
        try
        {
            var key = Convert.FromBase64String(
                PrivateFile.ReadOrCreate(path, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length))));
            if (key.Length == Length)
                return key;
        }
        catch (FormatException)
        {
        }
        catch (UnauthorizedAccessException e)
        {
            throw new EmbeddedPostgresException($"The signing key {path} belongs to another user: set TIMELINE_DATA to a folder of your own.", e);
        }
        throw new EmbeddedPostgresException($"{path} does not hold {Length} bytes in base64: delete it, and a new key is made.");
    }
}
