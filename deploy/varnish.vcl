vcl 4.1;

# Varnish (7 or newer) in front of the service. The answers' own headers say how long each may be kept.

backend default {
    .host = "127.0.0.1";
    .port = "5080";
}

sub vcl_recv {
    # A stream has no end: kept like an answer, it would grow for as long as somebody listens.
    if (req.url ~ "^/stories/[^/?]+/(live|replay)(\?|$)") {
        return (pipe);
    }
    # No answer depends on a cookie, and a request with one would pass the cache by.
    unset req.http.Cookie;
}

sub vcl_backend_response {
    # What has run out is asked for again by its ETag, and mostly has not changed.
    set beresp.keep = 1h;
}
