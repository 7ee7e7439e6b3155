using System.Text.Json.Nodes;

namespace Timeline.Api.Tests.Leaks;

/// <summary>An entry as the test knows it: what it says, who may see it, and its ids in the story and in its twin.</summary>
internal sealed class Subject(string label, string plural, bool secret, JsonObject body)
{
    /// <summary>Its name in both stories.</summary>
    public string Label { get; } = label;

    public string Plural { get; } = plural;

    /// <summary>It never comes into view; its twin story never has it.</summary>
    public bool Secret { get; } = secret;

    /// <summary>What it says, with the labels of other entries in its links.</summary>
    public JsonObject Body { get; } = body;

    public string Id { get; set; } = "";

    /// <summary>Its id in the twin story; null as long as that has never heard of it.</summary>
    public string? TwinId { get; set; }

    public bool Draft { get; set; }

    public bool Held { get; set; }

    public bool Embargoed { get; set; }

    public bool Retracted { get; set; }

    public bool WasSeen { get; set; }

    public bool Visible => !Draft && !Held && !Embargoed && (!Retracted || WasSeen);

    /// <summary>Words said of it that come into view with it, if it has been in view before.</summary>
    public List<string> Pending { get; } = [];

    /// <summary>Every word that was ever written of it, the reason of its retraction aside.</summary>
    public HashSet<string> Words { get; } = [];

    public List<(string Label, string Relation)> Links { get; set; } = [];
}
