"""Health and readiness (OPS3, security.md R11)."""

from tests.support.browsing import Browser
from tests.support.queue_server import QueueServer


def test_alive(client: Browser) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_ready_with_everything_there(client: Browser) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json["status"] == "ok"


def test_without_queue_server_degraded_and_not_dead(client: Browser, queue_process: QueueServer) -> None:
    queue_process.stop()
    try:
        response = client.get("/readyz")
    finally:
        queue_process.start()
    assert response.status_code == 200
    assert response.json == {
        "status": "degraded",
        "checks": {"database": "ok", "disk": "ok", "queue": "away", "outbox": "ok"},
    }


def test_metrics_for_allowed_addresses_only(client: Browser) -> None:
    assert b"classbell_outbox_lag_seconds" in client.get("/metrics").data
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 404
