vcl 4.1;

# Varnish (7 or newer) in front of the service. The answers' own headers say how long each may be kept.

import std;

backend default {
    .host = "127.0.0.1";
    .port = "5080";
}

# Who may tell us to let go of what we keep: the services. Write their addresses here.
acl services {
    "localhost";
}

sub vcl_recv {
    # What is withheld from the past goes by its key; the service asks until we answer (SharedCaches__0).
    if (req.method == "PURGE") {
        if (client.ip !~ services) {
            return (synth(403));
        }
        if (req.http.Surrogate-Key !~ "^[a-z0-9/-]+$") {
            return (synth(400));
        }
        ban("obj.http.Surrogate-Key ~ (^|\s)" + req.http.Surrogate-Key + "(\s|$)");
        return (synth(200));
    }
    # A stream has no end: kept like an answer, it would grow for as long as somebody listens.
    # The service takes an address in capitals, and with a slash at its end, for the same.
    if (req.url ~ "(?i)^/(stories/[^/?]+/)?(live|replay)/?(\?|$)") {
        return (pipe);
    }
    # No answer depends on a cookie, and a request with one would pass the cache by.
    unset req.http.Cookie;
}

sub vcl_backend_response {
    # A stream whose address is spelled in yet another way (%6Cive): nothing of it is kept beyond what is on its way.
    if (beresp.http.Content-Type ~ "^text/event-stream") {
        set beresp.uncacheable = true;
        set beresp.ttl = 2m;
        return (deliver);
    }
    # What is said of a version stays so: we keep it for longer than browsers do, since only we can be told to let go of it.
    if (beresp.http.Surrogate-Control ~ "max-age=[0-9]+") {
        set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "^.*max-age=([0-9]+).*$", "\1s"), 1h);
    }
    # What has run out is asked for again by its ETag, and mostly has not changed.
    set beresp.keep = 1h;
}

sub vcl_deliver {
    if (resp.http.Surrogate-Control) {
        # To a browser our copy is as good as new: by its age it would be stale after an hour.
        unset resp.http.Age;
    }
    unset resp.http.Surrogate-Control;
    unset resp.http.Surrogate-Key;
}
