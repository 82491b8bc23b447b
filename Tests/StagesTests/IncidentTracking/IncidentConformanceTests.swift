import EventModel
import IncidentTracking
import PipelineTestKit
import StageKit
import Testing

/// The same bytes in whatever way the stage is run.
struct IncidentConformanceTests {
    /// Two partitions with four profiles each; a state is forgotten after half an hour or when three others are newer.
    static func makeCase() throws -> StageCase<IncidentStage> {
        var random = SeededGenerator(seed: 2026)
        var input: [StageInput] = []
        var profiles: [String: OneProfile] = [:]
        var seconds: Int64 = 0
        var lastIncident: [String: IncidentID] = [:]
        var lastKey: [Int32: String] = [:]
        var spoken = 0
        let tags: [TextList] = [["mitre_execution"], ["mitre_persistence"], ["mitre_credential_access"], []]
        for number in 0..<180 as Range<UInt64> {
            seconds += Int64(random.below(random.oneIn(12) ? 2400 : 90))
            let partition = Int32(random.below(2))
            let key = "acme/prod/shop/cart-\(partition)\(random.below(4))/app"
            let received = at(seconds).milliseconds
            switch random.below(14) {
            case 0, 3, 4:
                // Of the incident that was spoken of last, which is most often still there.
                let key = lastKey[partition] ?? key
                let unknown = IncidentID("ffffffffffffffffffffffffffffffff")
                let words: [Control.Triage] = [.acknowledged, .confirmed, .falsePositive, .closed]
                let action = Control.Action.triage(
                    incident: random.oneIn(6) ? unknown : lastIncident[key] ?? unknown,
                    profile: Profile(key),
                    words[spoken % words.count],
                    note: "n\(number)"
                )
                spoken += 1
                let control = Control(id: EventID(high: 1, low: number), at: at(seconds), by: "cli:a", action: action)
                input.append(StageInput(partition: partition, key: key, control, receivedMilliseconds: received))
            case 1:
                let control = Control(
                    id: EventID(high: 2, low: number),
                    at: at(seconds),
                    by: "cli:a",
                    action: .setThreshold(Milli(thousandths: 700))
                )
                input.append(
                    StageInput(
                        partition: partition,
                        key: Control.partitionKey,
                        control,
                        receivedMilliseconds: received
                    )
                )
            case 2:
                let record = LogRecord(key, "{\"verdict\":1,\"event\":\"broken", at: received)
                input.append(StageInput(partition: partition, record: record))
            default:
                let alert = verdict(
                    number,
                    at: seconds - Int64(random.below(40)),
                    profile: key,
                    rule: "rule \(random.below(5))",
                    random.pick([.critical, .warning, .notice, .notice, .notice, .debug]),
                    score: random.oneIn(3) ? nil : Int32(random.below(1001)),
                    tags: random.pick(tags)
                )
                input.append(StageInput(partition: partition, key: key, alert, receivedMilliseconds: received))
                let said = try profiles[key, default: OneProfile()].apply(alert).last
                lastIncident[key] = said?.id ?? lastIncident[key]
                lastKey[partition] = said == nil ? lastKey[partition] : key
            }
        }
        return StageCase(
            input: input,
            partitions: 2,
            limits: StateLimits(maxKeys: 3, maxAgeNanoseconds: 1_800_000_000_000)
        ) {
            IncidentStage()
        }
    }

    @Test("the stage gives the same bytes in whatever way it is run", arguments: StageCheck.allCases)
    func conforms(_ check: StageCheck) throws {
        try verifyStage(check, of: try Self.makeCase())
    }

    @Test("the case has something of everything that an incident goes through")
    func teeth() throws {
        let outcome = try stageOutcome(of: try Self.makeCase())
        let texts = outcome.outputs.map { String(decoding: $0.value ?? [], as: UTF8.self) }
        let kinds = ["opened", "evidence-added", "escalated", "acknowledged", "confirmed", "marked-false-positive"]
        for kind in kinds {
            #expect(texts.contains { $0.hasPrefix("{\"incident\":\"\(kind)\"") }, "\(kind)")
        }
        let closed = texts.filter { $0.hasPrefix("{\"incident\":\"closed\"") }
        #expect(closed.contains { $0.contains("\"by\":\"cli:a\"") })
        #expect(closed.contains { $0.contains("no strong evidence since") })
        #expect(closed.contains { $0.contains("forgotten early") })
        let codes = outcome.deadLetters.map { String(decoding: $0.value ?? [], as: UTF8.self) }
        #expect(codes.contains { $0.contains("unknown-target") } && codes.contains { $0.contains("malformed") })
    }

    @Test("another process gives the same bytes")
    func otherProcess() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            print(try stageDigest(of: IncidentConformanceTests.makeCase()))
        }
        let text = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
        #expect(text.contains(try stageDigest(of: Self.makeCase())))
    }
}
