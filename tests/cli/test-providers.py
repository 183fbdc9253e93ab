#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""troupectl models and providers."""

import harness
from harness import claim

KEY = "sk-test-0123456789abcdef0123456789abcdef"


@claim("Rehearsal has its models with no network and no key")
def _(place):
    assert place.run("--json", "models", "rehearsal").expect(0).json() == {
        "provider": "rehearsal", "models": ["rehearsal", "rehearsal-fast", "rehearsal-slow"]}
    assert place.run("models", "rehearsal").expect(0).out == "rehearsal\nrehearsal-fast\nrehearsal-slow\n"


@claim("a server tells which models it has")
def _(place):
    server = place.server()
    models = place.run("--json", "models", "openai", "--base-url", server.url).expect(0).json()["models"]
    assert models, models
    assert place.run("models", "openai", "--base-url", server.url).expect(0).out.splitlines() == models
    assert [(method, path.rpartition("/")[2]) for method, path, _ in server.requests(2)] == [("GET", "models")] * 2


@claim("a server that does not tell is status 4, with what to do")
def _(place):
    for script, words in [("401", "TROUPE_OPENAI_API_KEY"), ("500", "Internal Server Error"), ("html", "base URL"),
                          ("hang-up", "127.0.0.1")]:
        server = place.server(script)
        result = place.run("models", "openai", "--base-url", server.url).expect(4, err=words)
        assert result.out == "" and result.err.count("\n") == 1, (script, result.err)


@claim("a provider that does not exist is status 3")
def _(place):
    place.run("models", "nothing").expect(3, err="nothing")
    place.run("providers", "test", "nothing").expect(3, err="nothing")


@claim("providers are listed with where they are and whether there is a key, never with the key")
def _(place):
    place.write(place.config / "providers.json", {"format": "troupe-providers/1", "providers": [
        {"id": "mine", "kind": "openai", "name": "Mine", "base_url": "http://localhost:9/v1"}]})
    environment = {"TROUPE_MINE_API_KEY": KEY}
    result = place.run("--json", "providers", "list", environment=environment).expect(0)
    providers = {provider["id"]: provider for provider in result.json()["providers"]}
    assert providers["mine"] == {"id": "mine", "name": "Mine", "kind": "openai", "base_url": "http://localhost:9/v1",
                                 "has_key": True}, providers["mine"]
    assert providers["rehearsal"]["kind"] == "rehearsal" and not providers["openai"]["has_key"], providers
    assert KEY not in result.out

    text = place.run("providers", "list", environment=environment).expect(0).out
    assert "http://localhost:9/v1" in text and KEY not in text, text


@claim("testing a provider says that it answers, or why not, with status 4")
def _(place):
    assert "Rehearsal" in place.run("providers", "test", "rehearsal").expect(0).out
    tested = place.run("--json", "providers", "test", "rehearsal").expect(0).json()
    assert list(tested) == ["provider", "ok", "models", "duration_ms", "error"], tested
    assert tested["ok"] is True and tested["models"] == 3 and tested["error"] is None, tested

    server = place.server("401")
    place.write(place.config / "providers.json", {"format": "troupe-providers/1", "providers": [
        {"id": "mine", "kind": "openai", "base_url": server.url}]})
    tested = place.run("--json", "providers", "test", "mine").expect(4, err="TROUPE_MINE_API_KEY").json()
    assert tested["ok"] is False and tested["models"] is None and tested["error"], tested


@claim("a provider that the user saved is asked where the user said")
def _(place):
    server = place.server("good", text="From mine.")
    place.write(place.config / "providers.json", {"format": "troupe-providers/1", "providers": [
        {"id": "mine", "kind": "openai", "base_url": server.url}]})
    place.write(place.config / "defaults.json", {"provider": "mine", "preferred_models": ["some-model"]})
    assert place.run("ask", "Hello").expect(0).out == "From mine.\n"
    (_, _, body), = server.requests(1)
    assert body["model"] == "some-model", body


@claim("a project can't say where providers are")
def _(place):
    project = place.project()
    server = place.server()
    place.write(project / ".troupe" / "providers.json", {"format": "troupe-providers/1", "providers": [
        {"id": "openai", "kind": "openai", "base_url": server.url}]})
    listed = place.run("--json", "providers", "list", cwd=project).expect(0).json()["providers"]
    assert server.url not in [provider["base_url"] for provider in listed], listed


harness.main()
