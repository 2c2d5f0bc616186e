"""Events for programs: plain dicts and lists, times as ISO 8601 in UTC."""

from datetime import datetime
from typing import Any

from domain.events import Event
from domain.posts import Post


def event_json(event: Event, now: datetime) -> dict[str, Any]:
    """Return an event for programs: times are ISO 8601 in UTC."""
    return {
        "event": event.key,
        "title": event.title,
        "starts": event.starts.isoformat(),
        "ends": event.ends.isoformat(),
        "zone": event.zone.key,
        "all_day": event.is_all_day,
        "cancelled": event.is_cancelled,
        "venue": event.venue.name or None,
        "online": event.online or None,
        "open_tasks": len(event.open_tasks),
        "overdue_tasks": len(event.overdue(now)),
        "source": str(event.source) if event.source else None,
    }


def about_json(event: Event) -> dict[str, Any]:
    """Return everything else of an event."""
    venue = event.venue
    return {
        "about": event.about or None,
        "address": venue.address or None,
        "access": venue.access or None,
        "capacity": venue.capacity,
        "map": venue.map_url or None,
        "safety": event.safety or None,
        "accessibility": event.accessibility or None,
        "programme": [
            {
                "at": one.at.isoformat() if one.at else None,
                "title": one.title,
                "speaker": one.speaker or None,
            }
            for one in event.programme
        ],
        "speakers": [
            {"name": one.name, "about": one.about, "link": one.link}
            for one in event.speakers
        ],
        "staff": [{"name": one.name, "role": one.role} for one in event.staff],
        "tasks": [
            {
                "id": one.key,
                "task": one.title,
                "owner": one.owner or None,
                "due": one.due.isoformat() if one.due else None,
                "done": one.is_done,
            }
            for one in event.tasks
        ],
    }


def post_json(post: Post) -> dict[str, Any]:
    """Return a post of an event."""
    return {
        "post": post.key,
        "at": post.at.isoformat(),
        "accounts": list(post.accounts),
        "text": post.text,
    }
