"""The launcher: what `./portal` starts, watches and stops. Read order: __main__, services, postgres, supervisor."""
