class Integration:
    def __init__(self, *args, **kwargs):
        pass
