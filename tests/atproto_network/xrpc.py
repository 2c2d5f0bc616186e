"""Plain XRPC calls: a second opinion, independent of the SDK under test."""

from typing import Any

import httpx


class XrpcError(Exception):
    """The server refused: `status` and the error's `name` say why."""

    def __init__(self, status: int, name: str, message: str) -> None:
        """Keep all three."""
        super().__init__(f"{status} {name}: {message}")
        self.status = status
        self.name = name


class Xrpc:
    """One person's calls to one server."""

    def __init__(self, server_url: str, token: str | None = None) -> None:
        """Speak to *server_url*, as the owner of *token* if there is one."""
        self.server_url = server_url
        self.token = token
        self._headers = {"authorization": f"Bearer {token}"} if token else {}

    def query(self, method: str, **params: Any) -> dict[str, Any]:
        """Read something.

        Raises:
            XrpcError: The server refused.
        """
        return self._call("GET", method, params=params)

    def procedure(self, method: str, **body: Any) -> dict[str, Any]:
        """Change something.

        Raises:
            XrpcError: The server refused.
        """
        return self._call("POST", method, json=body)

    def _call(self, verb: str, method: str, **content: Any) -> dict[str, Any]:
        url = f"{self.server_url}/xrpc/{method}"
        answer = httpx.request(
            verb, url, headers=self._headers, timeout=30, trust_env=False, **content
        )
        said: dict[str, Any] = answer.json() if answer.content else {}
        if answer.is_error:
            message = said.get("message", "")
            raise XrpcError(answer.status_code, said.get("error", "?"), message)
        return said
