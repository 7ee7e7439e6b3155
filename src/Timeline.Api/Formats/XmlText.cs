using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Timeline.Api.Formats;

/// <summary>Text and documents in XML 1.0.</summary>
internal static class XmlText
{
    /// <summary>The text without the few characters that XML cannot hold in any form.</summary>
    public static string Of(string text) => string.Concat(text.EnumerateRunes()
        .Where(r => r.Value > char.MaxValue || XmlConvert.IsXmlChar((char)r.Value)));

    /// <summary>A document in UTF-8, with its declaration.</summary>
    public static byte[] Encode(XElement root)
    {
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, new() { Encoding = new UTF8Encoding(false) }))
            root.Save(writer);
        return bytes.ToArray();
    }
}
