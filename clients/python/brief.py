"""From nothing to a brief that is known to be whole: python brief.py "Canada-China since 2018"

The server: CHANCERY_URL, otherwise http://127.0.0.1:4000.
"""

import hashlib
import os
import pathlib
import sys

import httpx

from generated import BriefRequestInput, Client, GraphQLClientGraphQLMultiError

server = os.environ.get("CHANCERY_URL", "http://127.0.0.1:4000")
text = sys.argv[1] if len(sys.argv) > 1 else "Canada-China since 2018"


def main() -> None:
    with Client(url=f"{server}/graphql") as client:
        events = client.events(between=["CAN", "CHN"], since="2018", first=3).events
        print(f"{events.total_count} events")
        for event in events.nodes:
            print(f"{event.date} {event.title} ({event.sources[0].publisher})")

        brief = client.brief(request=BriefRequestInput(text=text), timeout=120).brief
    print(f"{brief.title}, information as of {brief.information_as_of}")
    if brief.file is None:
        raise SystemExit("no file was made")

    response = httpx.get(brief.file.url, timeout=120).raise_for_status()
    sha256 = hashlib.sha256(response.content).hexdigest()
    if sha256 != brief.file.sha_256:
        raise SystemExit(f"{brief.file.file_name} came damaged")
    pathlib.Path(brief.file.file_name).write_bytes(response.content)
    print(f"{brief.file.file_name} {len(response.content)} bytes {sha256}")


if __name__ == "__main__":
    try:
        main()
    except GraphQLClientGraphQLMultiError as wrong:
        # What the server says is wrong: a code for programs, a message and a hint for people.
        for one in wrong.errors:
            told = one.extensions or {}
            print(f"{told.get('code')}: {one.message} ({told.get('hint')})", file=sys.stderr)
        sys.exit(1)
