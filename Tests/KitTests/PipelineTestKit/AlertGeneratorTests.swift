import Foundation
import PipelineTestKit
import Testing

@Suite("Generated alerts")
struct AlertGeneratorTests {
    static func objects(_ stream: AlertStream) throws -> [[String: Any]] {
        try (0..<stream.count).map { index in
            try #require(JSONSerialization.jsonObject(with: Data(stream[index])) as? [String: Any])
        }
    }

    @Test("are the same bytes for the same seed, and others for another", arguments: [1, 7, 99] as [UInt64])
    func seeds(_ seed: UInt64) {
        var one = AlertGenerator(seed: seed)
        var same = AlertGenerator(seed: seed)
        var other = AlertGenerator(seed: seed + 1)
        let lines = one.lines(300)
        #expect(lines == same.lines(300))
        #expect(lines != other.lines(300))
        #expect(one.lines(300) != lines)
        let day = AlertGenerator(seed: seed).quietDay(alerts: 500)
        #expect(day == AlertGenerator(seed: seed).quietDay(alerts: 500))
    }

    @Test("are JSON as Falco writes it: keys in alphabetical order, one line, integer times", arguments: [true, false])
    func form(_ isExtended: Bool) throws {
        let shape = ClusterShape(isExtended: isExtended)
        let day = AlertGenerator(seed: 5, shape: shape).quietDay(alerts: 2_000)
        var sizes = 0
        for (index, object) in try Self.objects(day).enumerated() {
            let text = String(decoding: day[index], as: UTF8.self)
            #expect(!text.contains("\n") && !text.unicodeScalars.contains { $0.value < 32 })
            #expect(
                Set(object.keys) == [
                    "hostname", "output", "output_fields", "priority", "rule", "source", "tags", "time",
                ]
            )
            var places: [String.Index] = []
            for key in ["hostname", "output", "output_fields", "priority", "rule", "source", "tags", "time"] {
                places.append(
                    try #require(text.range(of: "\"\(key)\":", options: key == "time" ? .backwards : [])).lowerBound
                )
            }
            #expect(places == places.sorted())
            let tags = try #require(object["tags"] as? [String])
            #expect(tags == tags.sorted())
            let nanoseconds = day.entries[index].nanoseconds
            #expect(text.contains("\"evt.time.iso8601\":\(nanoseconds),"))
            let fraction = String(nanoseconds).suffix(9)
            let time = try #require(object["time"] as? String)
            #expect(time.hasSuffix(".\(fraction)Z") && time.count == 30)
            let output = try #require(object["output"] as? String)
            #expect(output.hasPrefix("\(time.dropLast())+0000: "))
            sizes += day[index].count
        }
        let mean = sizes / day.count
        #expect(isExtended ? (1_800...2_000).contains(mean) : (1_450...1_600).contains(mean), "mean size is \(mean)")
    }

    /// 1772409600 s is 2026-03-02T00:00:00Z; a leap day and a turn of the year beside it.
    @Test(
        "write the time that they mean",
        arguments: [
            (1_772_409_600_000_000_000, "2026-03-02T"), (1_709_164_800_000_000_000, "2024-02-29T"),
            (1_767_139_200_000_000_000, "2025-12-31T"),
        ] as [(Int64, String)]
    )
    func times(_ start: Int64, _ date: String) throws {
        var generator = AlertGenerator(seed: 1, startNanoseconds: start + 3_723_000_000_000, alertsPerSecond: 1_000_000)
        let line = String(decoding: generator.next(), as: UTF8.self)
        // 3723 s after midnight are 1 h 2 min 3 s.
        #expect(line.contains("\"time\":\"\(date)01:02:03."))
    }

    @Test("never repeat a line, so that none looks like a duplicate")
    func distinct() {
        var generator = AlertGenerator(seed: 3)
        var seen: Set<[UInt8]> = []
        for _ in 0..<20_000 {
            seen.insert(generator.next())
        }
        #expect(seen.count == 20_000)
    }

    @Test("come in the order of their times, at the rate asked for")
    func rate() {
        var generator = AlertGenerator(seed: 3, alertsPerSecond: 100)
        var last = generator.nanoseconds
        for _ in 0..<10_000 {
            _ = generator.next()
            #expect(generator.nanoseconds > last)
            last = generator.nanoseconds
        }
        // 10,000 alerts at 100 a second take 100 s; the mean of 10,000 uniform steps is within 3 %.
        let seconds = Double(last - AlertGenerator.defaultStart) / 1e9
        #expect((97...103).contains(seconds))
    }

    @Test("are sent by workloads as Zipf's law says")
    func zipf() throws {
        var generator = AlertGenerator(seed: 8, shape: ClusterShape(workloads: 4))
        var counts: [String: Int] = [:]
        for _ in 0..<20_000 {
            let object = try #require(
                JSONSerialization.jsonObject(with: Data(generator.next())) as? [String: Any]
            )
            let fields = try #require(object["output_fields"] as? [String: Any])
            counts[fields["container.name"] as? String ?? "", default: 0] += 1
        }
        // 1 : 1/2 : 1/3 : 1/4 of 25/12 are 48 %, 24 %, 16 % and 12 %.
        let shares = ["nginx", "app", "postgres", "php"].map { Double(counts[$0] ?? 0) / 20_000 }
        for (share, wanted) in zip(shares, [0.48, 0.24, 0.16, 0.12]) {
            #expect(abs(share - wanted) < 0.015, "\(shares)")
        }
    }

    @Test("of a quiet day are as many as asked for, in order, within the day", arguments: [1, 100, 20_000])
    func quietDay(_ count: Int) {
        let generator = AlertGenerator(seed: 2)
        let day = generator.quietDay(alerts: count)
        #expect(day.count == count)
        let times = day.entries.map(\.nanoseconds)
        #expect(times == times.sorted())
        let start = AlertGenerator.defaultStart
        #expect(times.allSatisfy { (start..<start + 86_400_000_000_000).contains($0) })
        #expect(day.intrusionIndices == [])
    }

    @Test("of a quiet day follow their schedules: backups at night, people by day")
    func schedules() throws {
        let objects = try Self.objects(AlertGenerator(seed: 2).quietDay(alerts: 5_000))
        var backups: Set<String> = []
        var shells: Set<String> = []
        for object in objects {
            let hour = String((object["time"] as? String ?? "").dropFirst(11).prefix(2))
            let fields = object["output_fields"] as? [String: Any]
            if fields?["proc.name"] as? String == "tar" {
                backups.insert(hour)
            }
            if object["rule"] as? String == "Terminal shell in container" {
                shells.insert(hour)
            }
        }
        #expect(backups == ["03"])
        #expect(shells.isSubset(of: Set((8..<18).map { $0 < 10 ? "0\($0)" : "\($0)" })) && shells.count > 5)
    }

    @Test("of a job's run name one new pod, those of another run another")
    func jobs() throws {
        var pods: [String: Set<String>] = [:]
        for object in try Self.objects(AlertGenerator(seed: 2).quietDay(alerts: 20_000)) {
            let fields = try #require(object["output_fields"] as? [String: Any])
            guard fields["container.name"] as? String == "report" else { continue }
            let hour = String((object["time"] as? String ?? "").prefix(13))
            pods[hour, default: []].insert(fields["k8s.pod.name"] as? String ?? "")
        }
        #expect(pods.count == 24)
        // Two workloads of this kind may be in the cluster: a run of each has one pod.
        #expect(pods.values.allSatisfy { (1...2).contains($0.count) })
        #expect(Set(pods.values.flatMap { $0 }).count >= 24)
    }

    @Test("of an intrusion are at their place in the day, all in one pod")
    func intrusion() throws {
        let generator = AlertGenerator(seed: 4)
        let start = AlertGenerator.defaultStart + 14 * 3_600_000_000_000
        let intrusion = generator.intrusion(at: start)
        let quiet = generator.quietDay(alerts: 3_000)
        let day = quiet.merging(intrusion.alerts)
        #expect(day.count == 3_013)
        #expect(day.intrusionIndices.count == 13)
        let times = day.entries.map(\.nanoseconds)
        #expect(times == times.sorted())
        let objects = try Self.objects(day)
        #expect(day.intrusionIndices.map { objects[$0]["rule"] as? String } == intrusion.rules)
        for index in day.intrusionIndices {
            let fields = try #require(objects[index]["output_fields"] as? [String: Any])
            #expect(fields["k8s.pod.name"] as? String == intrusion.pod)
            #expect(fields["container.id"] as? String == intrusion.containerID)
            #expect(objects[index]["hostname"] as? String == intrusion.node)
            #expect((start..<start + 480_000_000_000).contains(day.entries[index].nanoseconds))
        }
        // The pod is one that the quiet day knows.
        let known = try Self.objects(quiet).contains { object in
            (object["output_fields"] as? [String: Any])?["k8s.pod.name"] as? String == intrusion.pod
        }
        #expect(known)
        // Without the intrusion's alerts the day is the quiet one.
        let rest = day.entries.indices.filter { !day.entries[$0].isIntrusion }.map { day[$0] }
        #expect(rest.elementsEqual((0..<quiet.count).map { quiet[$0] }))
    }
}
