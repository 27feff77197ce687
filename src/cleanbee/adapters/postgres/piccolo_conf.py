"""Where Piccolo finds its engine and our app while migrations run."""

from __future__ import annotations

from piccolo.conf.apps import AppRegistry

from cleanbee.adapters.postgres.engine import ENGINE

DB = ENGINE
APP_REGISTRY = AppRegistry(apps=["cleanbee.adapters.postgres.piccolo_app"])
