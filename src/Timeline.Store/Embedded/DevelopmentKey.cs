using System.Security.Cryptography;

namespace Timeline.Store.Embedded;

/// <summary>The key that signs tokens in Development: made once per data folder.</summary>
public static class DevelopmentKey
{
    private const int Length = 32;

    /// <summary>Where it is kept.</summary>
    /// <param name="folder">The data folder, usually <see cref="DataFolder.Default"/>.</param>
    public static string File(string folder) => Path.Combine(folder, "signing-key");

    /// <summary>Reads the file <c>signing-key</c>, making it (mode 0600) if need be. Safe in several processes at once.</summary>
    /// <param name="folder">The data folder, usually <see cref="DataFolder.Default"/>.</param>
    /// <returns>32 random bytes, the same ones every time.</returns>
    /// <exception cref="EmbeddedPostgresException">The file holds something else, or cannot be read or written.</exception>
    public static byte[] Read(string folder)
    {
        var path = File(DataFolder.Create(folder));
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException(
                $"The signing key {path} is not yours to read: set TIMELINE_DATA to another folder. ({e.Message})", e);
        }
        throw new EmbeddedPostgresException($"{path} is not {Length} bytes in base64: delete it, and a new key is made.");
    }
}
