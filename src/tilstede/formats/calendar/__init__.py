"""Days and moments for calendars: iCalendar (RFC 5545), with a name and how often to look (RFC 7986)."""
