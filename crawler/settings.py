"""The only configuration: Scrapy's settings with Warraq's own among them, each with its unit and its reason.

`scrapy list` and `scrapy crawl NAME` read this module as it is. The `warraq` command lays over it, in this order:
`<home>/settings.toml`, the environment (WARRAQ_CONTACT), and the command's own options (`crawler.configure`).
docs/settings.md describes each; a test holds the two together.
"""

from __future__ import annotations

from importlib.metadata import version

BOT_NAME = "warraq"
SPIDER_LOADER_CLASS = "crawler.loader.SourceLoader"
SPIDER_MODULES: list[str] = []

# Who asks, and how to reach them: put your address here, so that a newsroom whose server we trouble can write to you.
WARRAQ_CONTACT = ""
USER_AGENT = f"Warraq/{version('warraq')} (archive of Arabic news; no contact set)"

# Where things lie. Empty: the platform's folder for user data.
WARRAQ_HOME = ""

# Limits: each is counted and told when it is reached.
DOWNLOAD_MAXSIZE = 10_000_000  # octets of one response, on the wire and decoded
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60  # seconds a URL may take, its redirects and retries included
REDIRECT_MAX_TIMES = 10
RETRY_TIMES = 2
WARRAQ_PAGES_MAX = 500  # stories fetched from a source in one run; the rest stays listed for the next
WARRAQ_LISTS_MAX = 50  # feeds, sitemaps and section pages read from a source in one run
WARRAQ_LIST_DEPTH_MAX = 3  # sitemap of sitemap of sitemap
WARRAQ_ASSETS = "lead"  # what else a crawl keeps of a page: none, its lead picture, or all that it needs to be shown again
WARRAQ_ASSETS_MAX = 500  # pictures, styles, fonts and scripts of one page
WARRAQ_ASSETS_SIZE_MAX = 50_000_000  # octets of them: past this no more are asked for
WARRAQ_ASSETS_TIMEOUT = 120  # seconds after which no more of them are asked for
WARRAQ_BROWSER_TIMEOUT = 30  # seconds a page may take in a browser
WARRAQ_WARC_SIZE_MAX = 1_000_000_000  # bytes of a WARC file before the next is begun
WARRAQ_WARC_AGE_MAX = 3600  # seconds a WARC file stays open
WARRAQ_WARC_IDLE_MAX = 600  # seconds a WARC file stays open while nothing is written to it
WARRAQ_EXTRACT_TIMEOUT = 20  # seconds one page may take to be read
WARRAQ_EXTRACT_MEMORY_MAX = 1 << 30  # bytes a child may use
WARRAQ_EXTRACT_CHILDREN = 2
WARRAQ_DISK_FREE_MIN = 256_000_000  # bytes that stay free: below this nothing more is fetched
WARRAQ_RETRY_AFTER_MAX = 30  # seconds: a server that asks for a longer wait is left for the next run

# Acknowledgement: WARC records are synced to disk in groups, then the catalogue commits.
WARRAQ_SYNC_RECORDS = 32
WARRAQ_SYNC_DELAY = 0.25  # seconds the first of a group waits for others

# The schedule.
WARRAQ_POLL_MIN = 120  # seconds: no list is asked for oftener, no source crawled oftener
WARRAQ_POLL_MAX = 21_600  # seconds: no list is asked for less often, unless its host wants it so
WARRAQ_POLL_PRICE = (
    150  # seconds of stories' waiting that a request is worth; four times it: half the requests, twice the delay
)
WARRAQ_RECHECKS = [900, 3600, 21_600, 86_400, 604_800, 2_592_000]  # seconds after a story appeared; [] for never
WARRAQ_REMOVED_AFTER = 86_400  # seconds between two looks that find a story gone, before it counts as removed
WARRAQ_RECHECKS_MAX = 200  # stories of a source looked at again in one crawl
WARRAQ_CRAWLS_MAX = 2  # crawls side by side
WARRAQ_CRAWL_SOURCES_MAX = 50  # sources in one crawl
WARRAQ_CRAWL_TURN = 90  # seconds after which a crawl begins no more stories, so that its sources can be polled again
WARRAQ_CRAWL_TIMEOUT = 900  # seconds a crawl of due sources may take before it is ended
WARRAQ_CRAWL_SILENCE = 120  # seconds without a sign of life before a crawl is taken for hung, and killed

# Who watches: where /metrics and /health answer, such as 127.0.0.1:9464. Empty: nowhere, for nobody asked for an open port.
WARRAQ_LISTEN = ""

# Who is told of events: the address that they are posted to. User and password in it are sent, and shown nowhere.
WARRAQ_WEBHOOK = ""

# Manners.
WARRAQ_OBEY_ROBOTS = True
ROBOTSTXT_OBEY = False  # crawler.manners.robots does it: RFC 9309 with unreachable told from absent, and Crawl-delay applied
ROBOTSTXT_USER_AGENT = "warraq"
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 2
DOWNLOAD_DELAY = 1.0  # seconds between two requests to one host
DOWNLOAD_DELAY_JITTER = 0.3
WARRAQ_DAILY_MAX = 0  # requests in 24 hours of a source that declares no daily_max; 0 for any number
WARRAQ_CRAWL_DELAY_MAX = 60  # seconds: a longer Crawl-delay in robots.txt is held to this

# The browser for pages that need JavaScript. Empty: the first Chromium that is found.
WARRAQ_CHROMIUM = ""

# Which addresses may be connected to: public ones. `--allow-private` opens loopback and private networks.
WARRAQ_ALLOW_PRIVATE = False
TWISTED_DNS_RESOLVER = "crawler.fetching.resolver.GuardedResolver"
DNS_TIMEOUT = 20
DOWNLOAD_VERIFY_CERTIFICATES = True

# What is sent: codings that every reader of WARC files can undo (docs/archive.md), and Arabic first.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "ar",
    "Accept-Encoding": "gzip, deflate",
}

# The wiring.
DOWNLOAD_HANDLERS = {"http": "crawler.browsing.rendering.PageHandler", "https": "crawler.browsing.rendering.PageHandler"}
# The base lists are given whole: what is not in them is not even imported, which halves the time to start.
DOWNLOADER_MIDDLEWARES_BASE = {
    "crawler.manners.robots.Robots": 100,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "crawler.fetching.patience.Patience": 560,
    "crawler.fetching.redirect.Redirects": 600,
    "crawler.keeping.keep.KeepExchanges": 900,
}
SPIDER_MIDDLEWARES_BASE = {"scrapy.spidermiddlewares.start.StartSpiderMiddleware": 25, "crawler.keeping.links.KeepLinks": 100}
ITEM_PIPELINES = {"crawler.keeping.keep.KeepStories": 100}
EXTENSIONS_BASE = {
    "crawler.keeping.keeper.Keeper": 0,
    "crawler.scheduling.alive.Alive": 5,
    "scrapy.extensions.corestats.CoreStats": 10,
}
CONCURRENT_ITEMS = 4  # a response brings one item or a few; Scrapy starts this many tasks for each response
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # stories in the order of their list: the newest first
SCHEDULER_PRIORITY_QUEUE = "crawler.manners.turns.Turns"  # fair shares: a slow or huge host keeps no other waiting
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the catalogue knows what is known
RETRY_HTTP_CODES = [500, 502, 504, 522, 524]
RETRY_EXCEPTIONS = ["crawler.fetching.failures.ConnectionLost"]

# What a crawler on somebody's machine must not open.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = False  # a proxy would do the connecting, and the guard could not see where
LOG_LEVEL = "INFO"
LOG_INSTALL_ROOT_HANDLER = False  # crawler.home.log writes to the home's own file
