from . import Integration


class RedisIntegration(Integration):
    pass
