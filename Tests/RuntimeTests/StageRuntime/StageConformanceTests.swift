import EventModel
import Foundation
import PipelineTestKit
import StageKit
import Testing

@Suite("Stages of these tests, run in every way")
struct StageConformanceTests {
    private static func sumCase() -> StageCase<SumStage> {
        var random = SeededGenerator(seed: 4)
        let model = Digest([UInt8](repeating: 3, count: 32))
        let input = (0..<110).map { index -> StageInput in
            let time = ProcessorDriver.seconds(Int64(index) * 2 - (random.oneIn(8) ? 15 : 0))
            let partition = Int32(random.below(2))
            if random.oneIn(12) {
                let action: Control.Action =
                    random.oneIn(2)
                    ? .activateModel(model) : .setThreshold(Milli(thousandths: random.oneIn(3) ? 666 : 2))
                return StageInput(partition: partition, record: ProcessorDriver.control(action, at: time))
            }
            let note = ProcessorDriver.note("k\(random.below(6))", Int64(random.below(9)) - 1, at: time)
            return StageInput(partition: partition, record: random.oneIn(20) ? LogRecord("k", "{", at: 5) : note)
        }
        return StageCase(
            input: input,
            partitions: 2,
            limits: StateLimits(maxKeys: 4, maxAgeNanoseconds: 20_000_000_000),
            contents: [model: [7]]
        ) { SumStage() }
    }

    private static func verdict(_ number: Int, anomalous: Bool) -> Verdict {
        Verdict(
            subject: Subject(
                event: EventID(high: 0, low: UInt64(number)),
                profile: Profile("p\(number % 3)"),
                entity: Entity("e"),
                time: ProcessorDriver.seconds(Int64(number) * 45),
                rule: "r",
                priority: .notice,
                source: "syscall",
                tags: [],
                facts: Facts()
            ),
            state: .scored,
            learned: 999,
            needed: 999,
            score: Milli(thousandths: 800),
            threshold: Milli(thousandths: 750),
            isAnomalous: anomalous,
            raw: nil,
            model: nil,
            contributions: [],
            suggestions: []
        )
    }

    @Test("the stage with controls, contents and evictions gives the same bytes", arguments: StageCheck.allCases)
    func sum(check: StageCheck) throws {
        try verifyStage(check, of: Self.sumCase())
    }

    @Test("the stage that README shows gives the same bytes", arguments: StageCheck.allCases)
    func throttle(check: StageCheck) throws {
        let input = (0..<90).map { number in
            StageInput(
                partition: Int32(number % 3 % 2),
                key: "p\(number % 3)",
                Self.verdict(number, anomalous: number % 5 != 0),
                receivedMilliseconds: ProcessorDriver.seconds(Int64(number) * 45).milliseconds
            )
        }
        let limits = StateLimits(maxKeys: 100, maxAgeNanoseconds: 86_400_000_000_000)
        try verifyStage(
            check,
            of: StageCase(input: input, partitions: 2, limits: limits) { ThrottleStage() }
        )
    }

    @Test("the stage that README shows lets one verdict in ten minutes through")
    func throttleDecides() throws {
        let stage = ThrottleStage()
        var state: LastTold?
        // Every 45 seconds one anomalous verdict: 0, then the first at or after 600 s is number 14 (630 s), then 28.
        let told = try (0..<30).filter { number in
            let verdict = Self.verdict(number, anomalous: true)
            let context = RecordContext(key: Key("p"), receivedAt: verdict.time, streamTime: verdict.time)
            return try !stage.apply(Record(context: context, payload: verdict), to: &state, under: NoRegime()).isEmpty
        }
        #expect(told == [0, 14, 28])
    }

    @Test("README shows the stage as it is compiled here")
    func readme() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let stage = try String(contentsOf: folder.appending(path: "ThrottleStage.swift"), encoding: .utf8)
        let readme = try String(contentsOf: Checkout.root.appending(path: "README.md"), encoding: .utf8)
        #expect(readme.contains("```swift\n\(stage)```"))
    }
}
