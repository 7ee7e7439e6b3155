using System.Globalization;
using Timeline.Domain;
using Timeline.Domain.Values;

namespace Timeline.Store.Pictures;

/// <summary>Where the public sees a picture.</summary>
/// <param name="Stories">The stories; of the register, <c>people</c>.</param>
/// <param name="Until">Until when it may; null for ever.</param>
public sealed record PictureUse(IReadOnlyList<string> Stories, DateTimeOffset? Until);

/// <summary>What pictures are used for.</summary>
public static class PictureUses
{
    /// <summary>The pictures that an entry and the replies to it show, each with the date until which they may.</summary>
    internal static HashSet<(string Url, DateTimeOffset? Until)> LimitsIn(StoryState state, string entry) =>
        state.Entries.GetValueOrDefault(entry) is { } found
            ? [.. found.Body.Media.Concat(found.Replies.SelectMany(r => r.Media)).Where(m => PictureName.Of(m.Url) is not null).Select(m => (m.Url!, m.Until))]
            : [];

    /// <summary>Where the public sees a picture, now or in the past; null where it does not.</summary>
    public static async Task<PictureUse?> PictureUseAsync(this TimelineDatabase database, string name, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        // What was said last of it, for each that shows it: a date that was set later holds for the past, too.
        await using var command = database.Source.CreateCommand($$"""
            with uses as (
              (select distinct on (e.story, e.entry) e.story, e.doc::jsonb as doc from {{database.Quoted}}.tl_entries e
               where e.pictures <> array[]::text[] and e.pictures @> array[$1] and e.visible and not e.withheld
               order by e.story, e.entry, e.valid_from desc)
              union all
              (select distinct on (s.story) s.story, s.state::jsonb from {{database.Quoted}}.tl_story_states s
               where s.visible and position($2 in s.state::text) > 0 order by s.story, s.valid_from desc)
              union all
              (select distinct on (p.stream) 'people', p.state::jsonb from {{database.Quoted}}.tl_people p
               where p.visible and position($2 in p.state::text) > 0 order by p.stream, p.valid_from desc))
            select story, media ->> 'until' from uses
            cross join lateral jsonb_path_query(doc, 'strict $.** ? (@.url == $url)', jsonb_build_object('url', $2)) as media
            """);
        command.Parameters.Add(Conditions.Of(name));
        command.Parameters.Add(Conditions.Of(PictureName.Path + name));
        var uses = await command.AllAsync(row => (Story: row.GetString(0), Until: row.TextOrNull(1)), ct);
        if (uses.Count == 0)
            return null;
        var ends = uses.Select(u => u.Until is { } until ? DateTimeOffset.Parse(until, CultureInfo.InvariantCulture) : (DateTimeOffset?)null).ToList();
        return new([.. uses.Select(u => u.Story).Distinct()], ends.Contains(null) ? null : ends.Max());
    }

    /// <summary>Of some pictures those that no event names, of a draft neither.</summary>
    public static async Task<IReadOnlyList<string>> UnusedPicturesAsync(
        this TimelineDatabase database, IReadOnlyCollection<string> names, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0)
            return [];
        await using var command = database.Source.CreateCommand($"""
            select distinct found[1] from {database.Quoted}.mt_events e
            cross join lateral regexp_matches(e.data::text, '{PictureName.Path}([0-9a-f]{"{64}"}\.[a-z]+)', 'g') as found
            where e.data::text like '%{PictureName.Path}%'
            """);
        return [.. names.Except(await command.AllAsync(row => row.GetString(0), ct))];
    }
}
