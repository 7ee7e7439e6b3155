namespace Timeline.Api.Tests.Importing;

/// <summary>Files as other tools write them.</summary>
internal static class Samples
{
    public const string TimelineJs = """
        {
          "title": { "text": { "headline": "Russia, <b>January</b> 2021", "text": "" } },
          "events": [
            { "unique_id": "return", "start_date": { "year": "2021", "month": "1", "day": "17", "hour": "20", "minute": "12" },
              "text": { "headline": "Navalny&nbsp;returns", "text": "<p>He is detained at <a href='//example.org/svo'>Sheremetyevo</a>.</p><p>Flight DP 936</p><script>x()</script>" },
              "media": { "url": "//upload.example.org/a.jpg", "caption": "<i>At the border</i>", "credit": "A. Photographer", "alt": "A man among officers" },
              "group": "Arrests", "display_date": "Sunday evening" },
            { "start_date": { "year": 2021, "month": 1, "day": "" }, "text": { "headline": "", "text": "Only a text" }, "media": { "url": "https://www.youtube.com/watch?v=1", "caption": "A film" } },
            { "start_date": { "year": -44, "month": 3, "day": 15 }, "end_date": { "year": "-43" }, "text": { "headline": "Caesar" }, "background": { "url": "https://example.org/b.png" } },
            { "start_date": { "year": "-65,000,000" }, "text": { "headline": "The dinosaurs die" } },
            { "start_date": { "year": "-13800000000" }, "text": { "headline": "All begins" } },
            { "start_date": { "year": 2021, "month": 1, "day": 23, "hour": 14 }, "end_date": { "year": 2021, "month": 1, "day": 23, "hour": 14 }, "text": { "headline": "Rallies" }, "media": { "url": "<iframe src=\"https://player.example.org/1\"></iframe>" } },
            { "start_date": { "year": 2021, "month": 1, "day": 25 }, "end_date": { "year": 2021, "month": 1, "day": 24 }, "text": { "headline": "Rallies" }, "media": { "url": "pictures/c.jpg" } },
            { "start_date": { "year": 2021 }, "text": { "headline": "" } },
            { "text": { "headline": "No date" } }
          ],
          "eras": [ { "start_date": { "year": 2020, "month": 8 }, "end_date": { "year": 2021, "month": 1 }, "text": { "headline": "In Germany" } } ],
          "scale": "human"
        }
        """;

    public const string Sheet = """"
        Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,Media Credit,Media Caption,Media Thumbnail,Type,Group,Background
        ,,,,,,,,,The story,<p>A title</p>,,,,,title,,#333
        2021,1,23,2:05 PM,,,,,,"Rally, in ""Moscow""","<p>Many came.</p>",https://example.org/a.png,Reuters,"A <b>square</b>",,,Protests,lightblue
        1815,12,10,,1852,11,27,,,Ada Lovelace,,,,,,,,
        2020,8,,,2021,1,,,,In Germany,,,,,,era,,
        ,,,,,,,,,,,,,,,,,
        """";

    public const string OwnCsv = """
        id,kind,when,headline,summary,places,people,topics,source,source url,media,media alt,background,key,offences,weather
        1,arrest,2021-01-17,Arrested,At the border,Russia; Moscow,Alexei Navalny,,TASS,https://tass.example/1,,,,yes,breach of parole,cold
        2,,..,Never,,,,,,,,,,,,
        """;

    public const string Calendar = """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Example//EN
        BEGIN:VEVENT
        UID:1@example.org
        DTSTAMP:20210101T000000Z
        DTSTART;TZID=Europe/Moscow:20210202T110000
        DTEND;TZID=Europe/Moscow:20210202T130000
        SUMMARY:Hearing\, Simonovsky court
        DESCRIPTION:On the suspended sentence.\nOpen to the press.
        LOCATION:Moscow
        CATEGORIES:Courts,Navalny
        URL:https://example.org/hearing
        ATTENDEE;CN=Somebody:mailto:somebody@example.org
        END:VEVENT
        BEGIN:VEVENT
        UID:2@example.org
        DTSTAMP:20210101T000000Z
        DTSTART;VALUE=DATE:20210123
        DTEND;VALUE=DATE:20210125
        SUMMARY:Rallies
        RRULE:FREQ=WEEKLY;COUNT=2
        CLASS:PRIVATE
        END:VEVENT
        BEGIN:VEVENT
        UID:3@example.org
        DTSTAMP:20210101T000000Z
        DTSTART:20210130T090000
        DURATION:PT1H30M
        SUMMARY:Floating
        END:VEVENT
        BEGIN:VEVENT
        UID:4@example.org
        DTSTAMP:20210101T000000Z
        DTSTART:20210130T090000Z
        SUMMARY:Called off
        STATUS:CANCELLED
        END:VEVENT
        BEGIN:VTODO
        UID:5@example.org
        DTSTAMP:20210101T000000Z
        SUMMARY:Buy batteries
        END:VTODO
        END:VCALENDAR
        """;

    public const string WordPress = """
        <?xml version="1.0" encoding="UTF-8" ?>
        <rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
          xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
        <channel>
          <title>The Paper</title><wp:wxr_version>1.2</wp:wxr_version>
          <item>
            <title>Arrested &amp; fined</title><link>https://paper.example/arrested</link><guid isPermaLink="false">https://paper.example/?p=7</guid>
            <dc:creator><![CDATA[anna]]></dc:creator>
            <content:encoded><![CDATA[<!-- wp:paragraph --><p>First.</p><!-- /wp:paragraph -->[caption id="a"]<img src="https://paper.example/a.jpg" alt="A door"/> A caption[/caption]]]></content:encoded>
            <excerpt:encoded><![CDATA[]]></excerpt:encoded>
            <wp:post_id>7</wp:post_id><wp:post_date>2021-01-17 23:30:00</wp:post_date><wp:post_date_gmt>2021-01-17 20:30:00</wp:post_date_gmt>
            <wp:post_type>post</wp:post_type><wp:status>publish</wp:status>
            <category domain="category" nicename="courts"><![CDATA[Courts]]></category>
            <wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>
            <wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author_email>reader@example.org</wp:comment_author_email><wp:comment_content>First!</wp:comment_content><wp:comment_type>comment</wp:comment_type></wp:comment>
          </item>
          <item>
            <title>a</title><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://paper.example/t.jpg</wp:attachment_url>
            <wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>The court</wp:meta_value></wp:postmeta>
          </item>
          <item>
            <title>Live: the rallies</title><link>https://paper.example/live</link><guid>https://paper.example/?p=8</guid>
            <content:encoded><![CDATA[Follow us here.]]></content:encoded>
            <wp:post_id>8</wp:post_id><wp:post_date>2021-01-23 09:00:00</wp:post_date><wp:post_date_gmt>2021-01-23 06:00:00</wp:post_date_gmt>
            <wp:post_type>post</wp:post_type><wp:status>publish</wp:status>
            <wp:comment><wp:comment_id>21</wp:comment_id><wp:comment_date>2021-01-23 14:03:10</wp:comment_date><wp:comment_date_gmt>2021-01-23 11:03:10</wp:comment_date_gmt><wp:comment_content><![CDATA[First arests]]></wp:comment_content><wp:comment_approved>liveblog</wp:comment_approved><wp:comment_type>liveblog</wp:comment_type></wp:comment>
            <wp:comment><wp:comment_id>22</wp:comment_id><wp:comment_date>2021-01-23 14:05:00</wp:comment_date><wp:comment_date_gmt>2021-01-23 11:05:00</wp:comment_date_gmt><wp:comment_content><![CDATA[First <b>arrests</b>

        in the square <span class="liveblog-command type-key">key</span>]]></wp:comment_content><wp:comment_type>liveblog</wp:comment_type><wp:commentmeta><wp:meta_key>liveblog_replaces</wp:meta_key><wp:meta_value>21</wp:meta_value></wp:commentmeta><wp:commentmeta><wp:meta_key>liveblog_key_entry</wp:meta_key><wp:meta_value>true</wp:meta_value></wp:commentmeta></wp:comment>
            <wp:comment><wp:comment_id>23</wp:comment_id><wp:comment_date>2021-01-23 14:06:00</wp:comment_date><wp:comment_date_gmt>2021-01-23 11:06:00</wp:comment_date_gmt><wp:comment_content>A rumour</wp:comment_content><wp:comment_type>liveblog</wp:comment_type></wp:comment>
            <wp:comment><wp:comment_id>24</wp:comment_id><wp:comment_content></wp:comment_content><wp:comment_type>liveblog</wp:comment_type><wp:commentmeta><wp:meta_key>liveblog_replaces</wp:meta_key><wp:meta_value>23</wp:meta_value></wp:commentmeta></wp:comment>
          </item>
          <item><title>About</title><guid>https://paper.example/?p=1</guid><wp:post_id>1</wp:post_id><wp:post_type>page</wp:post_type><wp:status>publish</wp:status></item>
          <item><title>Not yet</title><guid>https://paper.example/?p=2</guid><content:encoded>Soon.</content:encoded><wp:post_id>2</wp:post_id><wp:post_date>2021-01-20 10:00:00</wp:post_date><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt><wp:post_type>post</wp:post_type><wp:status>draft</wp:status></item>
        </channel>
        </rss>
        """;

    public const string Ninjs1 = """
        { "uri": "http://agency.example/20130709med123", "type": "text", "versioncreated": "2013-07-09T10:37:00Z", "copyrightholder": "The Agency", "byline": "P. S.",
          "person": [ { "name": "Francesco Schettino", "rel": "about" } ], "place": [ { "name": "Italy" } ], "subject": [ { "name": "Trials", "rel": "about" } ],
          "headline": "Captain on trial", "body_text": "The trial has begun.", "body_xhtml": "<p>The trial <b>has</b> begun.</p>",
          "associations": { "mainpic": { "type": "picture", "description_text": "The ship", "copyrightnotice": "(c) TNA", "renditions":
            { "small": { "href": "http://agency.example/s.jpg", "width": 10 }, "main": { "href": "http://agency.example/m.jpg", "width": 400 } } } } }
        """;

    public const string Ninjs3 = """
        [ { "uri": "urn:example:summit", "type": "event", "title": "Summit press conference",
            "eventDetails": { "dates": { "expectedStartDate": "2023-07-11", "expectedEndDate": "2023-07-12" } }, "places": [ { "name": "Vilnius" } ] },
          { "uri": "urn:example:text", "type": "text", "firstCreated": "2023-07-11T10:00:00+03:00", "versionCreated": "2023-07-12T10:00:00+03:00",
            "headlines": [ { "value": "It begins" } ], "bodies": [ { "contentType": "application/xhtml+xml", "value": "<p>Long</p>" }, { "role": "main", "contentType": "text/plain", "value": "It has begun." } ] },
          { "uri": "urn:example:gone", "type": "text", "pubStatus": "canceled", "headlines": [ { "value": "Never mind" } ] } ]
        """;
}
