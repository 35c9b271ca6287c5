"""事件推送 (F114): other systems are told that a step was taken; they fetch the record by the API if they may.

`announcing.py` writes what is to be told in the transaction of the step, `sending.py` tells it when that has committed,
`addresses.py` keeps it from being told to the inside of our own network.
"""
