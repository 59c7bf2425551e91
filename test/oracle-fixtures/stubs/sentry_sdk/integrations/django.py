from . import Integration


class DjangoIntegration(Integration):
    pass
