import EventModel
import NodeAssembly
import PartKit
import StageKit

/// A stage of one file: repeats each verdict.
struct ToyStage: Stage {
    func initialRegime() -> NoRegime { NoRegime() }

    func apply(
        _ record: Record<Verdict>,
        to state: inout NoRegime?,
        under regime: NoRegime
    ) throws(Rejection) -> [Verdict] {
        [record.payload]
    }
}

extension Part {
    static let toyStage = Part.stage(
        StageDefinition(
            stage: ToyStage(),
            node: .stage(
                "toy",
                reads: Topics.verdicts.name,
                writes: "eyrie.toys.v1",
                changelog: "eyrie.toy.changelog.v1",
                deadLetters: Topics.deadLetters.name,
                writesOneForEach: true
            ),
            limits: StateLimits(maxKeys: 10, maxAgeNanoseconds: 1_000_000_000)
        )
    )
}
