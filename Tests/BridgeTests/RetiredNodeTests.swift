import EventModel
import FalcoBridge
import Testing

@Suite("Retired nodes")
struct RetiredNodeTests {
    private static let hour: Int64 = 3_600_000

    /// Three nodes that spoke at the beginning, and a heartbeat an hour later that calls a node silent after a minute.
    private static func overview() -> SensorOverview {
        let overview = SensorOverview()
        for node in ["edge-1", "edge-2", "0123456789ab"] {
            overview.takeSeen(node, atMilliseconds: 0, lagMilliseconds: 0)
        }
        overview.takeSeen("edge-2", atMilliseconds: hour, lagMilliseconds: 0)
        let report = """
            {"bridge":"b","version":"1","started":"1970-01-01T00:00:00.000000000Z","interval_seconds":60,\
            "silent_after_seconds":60,"nodes":[]}
            """
        let heartbeat = Sensor(
            kind: .heartbeat,
            node: "b",
            time: Timestamp(milliseconds: hour),
            rule: "",
            priority: .unknown,
            received: Array(report.utf8),
            isJSON: true
        )
        overview.take(heartbeat, receivedMilliseconds: hour)
        return overview
    }

    @Test("a silent node named by a container's id is retired at once, another after its time")
    func retired() {
        let nodes = Self.overview().nodes
        func retired(after hours: Int64) -> [String] {
            nodes.filter { $0.isRetired(atMilliseconds: hours * Self.hour, after: 24 * Self.hour) }.map(\.node)
        }
        #expect(nodes.filter { $0.blindSinceMilliseconds != nil }.map(\.node) == ["0123456789ab", "edge-1"])
        #expect(retired(after: 1) == ["0123456789ab"])
        #expect(retired(after: 24) == ["0123456789ab", "edge-1"])
    }
}

/// How far clocks are off, as the alerts show it.
@Suite("Clocks of nodes")
struct ClockLagTests {
    @Test(
        "a clock is off by the least time on the way, and that is said in words",
        arguments: [
            (0, nil), (59_999, nil), (-59_999, nil), (-60_000, "1 min ahead"), (-7 * 86_400_000, "7 d ahead"),
            (3 * 3_600_000, "3 h behind, or what came was old"), (Int64.min, "106751991167 d ahead"),
        ] as [(Int64, String?)]
    )
    func words(_ lag: Int64, _ words: String?) {
        #expect(ClockLag.words(lag) == words)
    }

    @Test("a node that is days ahead is told until its clock is right again")
    func tellsTheNode() {
        let overview = SensorOverview()
        overview.takeSeen("n1", atMilliseconds: 1_000, lagMilliseconds: -600_000)
        #expect(overview.nodes.first?.clockLagMilliseconds == -600_000)
        overview.takeSeen("n2", atMilliseconds: 1_000, lagMilliseconds: 90_000)
        overview.takeSeen("n2", atMilliseconds: 2_000, lagMilliseconds: 5)
        #expect(overview.nodes.last?.clockLagMilliseconds == nil)
    }
}
