"""From nothing to a brief that is known to be whole: python brief.py "Canada-China since 2018"

The server: CHANCERY_URL, otherwise http://127.0.0.1:4000.
"""

import asyncio
import hashlib
import os
import pathlib
import sys

import httpx

from generated import (
    BriefRequestInput,
    Client,
    GraphQLClientGraphQLMultiError,
    RequestBriefInput,
)

server = os.environ.get("CHANCERY_URL", "http://127.0.0.1:4000")
text = sys.argv[1] if len(sys.argv) > 1 else "Canada-China since 2018"


async def main() -> None:
    streams = f"{server.replace('http', 'ws', 1)}/graphql"
    async with Client(url=f"{server}/graphql", ws_url=streams) as client:
        events = (await client.events(between=["CAN", "CHN"], since="2018", first=3)).events
        print(f"{events.total_count} events")
        for event in events.nodes:
            print(f"{event.date} {event.title} ({event.sources[0].publisher})")

        order = RequestBriefInput(requests=[BriefRequestInput(text=text)])
        ordered = (await client.order(input=order)).request_brief
        if ordered is None or ordered.job is None:
            for error in ordered.user_errors if ordered else []:
                print(f"{error.code.value}: {error.message} ({error.hint})", file=sys.stderr)
            sys.exit(1)

        # Told after each change, until the job has ended.
        async for told in client.follow(id=ordered.job.id):
            job = told.job_progress
            print(f"{job.status.value} {job.progress.done} of {job.progress.total}", file=sys.stderr)

        made = (await client.files(id=ordered.job.id)).job
    for item in made.items.nodes if made else []:
        if item.error:
            sys.exit(f"{item.error.code.value}: {item.error.message} ({item.error.hint})")
        for file in item.files:
            response = httpx.get(file.url, timeout=60).raise_for_status()
            sha256 = hashlib.sha256(response.content).hexdigest()
            if sha256 != file.sha_256:
                sys.exit(f"{file.file_name} came damaged")
            pathlib.Path(file.file_name).write_bytes(response.content)
            print(f"{file.file_name} {len(response.content)} bytes {sha256}")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except GraphQLClientGraphQLMultiError as wrong:
        # What the server says is wrong: a code for programs, a message and a hint for people.
        for one in wrong.errors:
            told = one.extensions or {}
            print(f"{told.get('code')}: {one.message} ({told.get('hint')})", file=sys.stderr)
        sys.exit(1)
