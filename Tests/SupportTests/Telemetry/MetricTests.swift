import Dispatch
import Telemetry
import Testing

@Suite("Metrics")
struct MetricTests {
    @Test("An exposition has help, type and values, families by name")
    func exposition() {
        let registry = MetricRegistry()
        let counters = registry.counters(
            "eyrie_seen_total",
            help: "Seen \\ alerts,\nall.",
            labels: ["door", "outcome"]
        )
        counters("http", "kept").increment(by: 41)
        counters("http", "kept").increment()
        counters("a\"b\\c\nd", "é").increment()
        registry.gauge("eyrie_depth", help: "Depth.").set(-2.5)
        registry.gauge("eyrie_age_seconds", help: "Age.") { .infinity }
        let histogram = registry.histogram("eyrie_wait_seconds", help: "Wait.", bounds: [0.5, 1])
        for value in [0.25, 0.5, 0.75, 8, .nan] { histogram.observe(value) }
        #expect(
            registry.exposition() == #"""
                # HELP eyrie_age_seconds Age.
                # TYPE eyrie_age_seconds gauge
                eyrie_age_seconds +Inf
                # HELP eyrie_depth Depth.
                # TYPE eyrie_depth gauge
                eyrie_depth -2.5
                # HELP eyrie_seen_total Seen \\ alerts,\nall.
                # TYPE eyrie_seen_total counter
                eyrie_seen_total{door="http",outcome="kept"} 42
                eyrie_seen_total{door="a\"b\\c\nd",outcome="é"} 1
                # HELP eyrie_wait_seconds Wait.
                # TYPE eyrie_wait_seconds histogram
                eyrie_wait_seconds_bucket{le="0.5"} 2
                eyrie_wait_seconds_bucket{le="1"} 3
                eyrie_wait_seconds_bucket{le="+Inf"} 4
                eyrie_wait_seconds_sum 9.5
                eyrie_wait_seconds_count 4

                """#
        )
    }

    @Test("Past the limit further label sets share one series")
    func limit() {
        let registry = MetricRegistry()
        let family = registry.counters("eyrie_rules_total", help: "Rules.", labels: ["rule"], limit: 2)
        for index in 1...1_000 { family("rule \(index)").increment() }
        family("rule 2").increment()
        #expect(
            registry.exposition() == """
                # HELP eyrie_rules_total Rules.
                # TYPE eyrie_rules_total counter
                eyrie_rules_total{rule="rule 1"} 1
                eyrie_rules_total{rule="rule 2"} 2
                eyrie_rules_total{rule="other"} 998

                """
        )
    }

    @Test("Labeled histograms put le behind their own labels")
    func labeledHistogram() {
        let registry = MetricRegistry()
        registry.histograms("h", help: "H.", bounds: [1], labels: ["stage"])("a").observe(.milliseconds(1_500))
        let lines = registry.exposition().split(separator: "\n").dropFirst(2)
        #expect(
            lines == [
                #"h_bucket{stage="a",le="1"} 0"#, #"h_bucket{stage="a",le="+Inf"} 1"#, #"h_sum{stage="a"} 1.5"#,
                #"h_count{stage="a"} 1"#,
            ]
        )
    }

    @Test("Nothing is lost when several threads count")
    func threads() {
        let counter = Counter()
        let gauge = Gauge()
        let histogram = Histogram(bounds: [1])
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            for _ in 0..<10_000 {
                counter.increment()
                gauge.add(1)
                histogram.observe(0.5)
            }
        }
        #expect(counter.value == 40_000)
        #expect(gauge.value == 40_000)
        #expect(histogram.count == 40_000)
        #expect(histogram.sum == 20_000)
    }

    @Test("Mistakes of the program stop it")
    func preconditions() async {
        await #expect(processExitsWith: .failure) {
            let registry = MetricRegistry()
            _ = registry.gauge("twice", help: "")
            _ = registry.gauge("twice", help: "")
        }
        await #expect(processExitsWith: .failure) { _ = MetricRegistry().gauge("1st", help: "") }
        await #expect(processExitsWith: .failure) { _ = MetricRegistry().counter("eyrie_seen", help: "") }
        await #expect(processExitsWith: .failure) { _ = Histogram(bounds: [2, 1]) }
    }
}

@Suite("Labels from outside")
struct MetricLabelTests {
    @Test("control characters are replaced and long values cut, and equal labels are one series")
    func clean() {
        let registry = MetricRegistry()
        let family = registry.counters("hosts_total", help: "Hosts.", labels: ["host"])
        family("a\u{1B}[2J\u{202E}\u{0}b").increment()
        family("a\u{9B}[2J\u{202E}\u{1}b").increment()
        family(String(repeating: "x", count: 100_000)).increment()
        let lines = registry.exposition().split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.count == 2)
        #expect(lines.first == "hosts_total{host=\"a\u{FFFD}[2J\u{FFFD}\u{FFFD}b\"} 2")
        #expect(lines.allSatisfy { $0.utf8.count < 300 })
    }
}
