import("htmx.org");
