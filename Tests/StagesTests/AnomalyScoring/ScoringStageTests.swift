import EventModel
import JSONText
import StageKit
import Testing

@testable import AnomalyScoring

private let names = ["constant", "flag", "shell_15m", "c", "network_15m", "e"]

/// Makes a vector of six values.
private func vector(_ values: [Int32], features: String = "test-features-1", at seconds: Int64 = 100) -> Vector {
    Vector(
        subject: Subject(
            event: EventID(high: UInt64(seconds), low: 7),
            profile: Profile("default/local/shop/web/nginx"),
            entity: Entity("default/local/shop/web-1/abc"),
            time: Timestamp(nanoseconds: seconds * 1_000_000_000),
            rule: "Terminal shell in container",
            priority: .notice,
            source: "syscall",
            tags: ["shell"],
            facts: Facts(process: "bash", node: "node-1")
        ),
        features: features,
        values: values.map { Milli(thousandths: $0) }
    )
}

private func record(_ vector: Vector) -> Record<Vector> {
    let context = RecordContext(
        key: Key(vector.profile.rawValue),
        receivedAt: vector.time,
        streamTime: vector.time
    )
    return Record(context: context, payload: vector)
}

private func control(_ action: Control.Action) -> Control {
    Control(id: EventID(high: 1, low: 2), at: Timestamp(nanoseconds: 5), by: "test", action: action)
}

/// A model of 2000 seeded rows under a digest made for the test; a stage never works digests out.
private func trainedModel(digit: UInt8 = 1, seed: UInt64 = 5) throws -> (bundle: ModelBundle, content: Content) {
    var training = ModelTraining(features: "test-features-1", featureNames: names, seed: seed)
    let rows = seededRows(count: 2000, width: 6, seed: 131)
    for row in 0..<2000 {
        training.offer(vector(Array(rows.values[row * 6..<row * 6 + 6]), at: Int64(1000 + row)))
    }
    let bundle = try training.finish(
        settings: .standard,
        source: [ModelSource(topic: "eyrie.vectors.v1", partition: 0, from: 0, to: 2000)],
        createdBy: "test",
        note: "",
        parent: nil
    )
    let digest = Digest([UInt8](repeating: digit, count: 32))
    return (bundle, Content(digest: digest, bytes: bundle.encoded))
}

/// A stage whose regime has a model.
private func activated(
    _ content: Content,
    settings: ScoringSettings = .standard
) throws -> (stage: ScoringStage, regime: ScoringRegime) {
    let stage = ScoringStage(settings: settings)
    var regime = stage.initialRegime()
    let activation = control(.activateModel(content.digest))
    #expect(stage.contents(neededBy: activation) == [content.digest])
    try stage.attach(content, to: &regime)
    #expect(try stage.adopt(activation, into: &regime) == [])
    return (stage, regime)
}

@Suite("Scoring stage")
struct ScoringStageTests {
    @Test("before a model there is a verdict of learning for every vector")
    func learning() throws {
        let stage = ScoringStage(settings: ScoringSettings(neededVectors: 3, threshold: 750, explainedFrom: 250))
        var state: ScoringState?
        let regime = stage.initialRegime()
        for (index, expected) in [1, 2, 3, 3, 3].enumerated() {
            let input = vector([0, 0, 1, 2, 3, 4], at: Int64(index))
            let verdict = try #require(try stage.apply(record(input), to: &state, under: regime).first)
            #expect(verdict.state == .learning)
            #expect(verdict.learned == expected)
            #expect(verdict.needed == 3)
            #expect(verdict.score == nil && verdict.raw == nil && verdict.model == nil)
            #expect(!verdict.isAnomalous)
            #expect(verdict.event == input.event && verdict.profile == input.profile && verdict.entity == input.entity)
            #expect(verdict.rule == input.rule && verdict.tags == input.tags && verdict.facts == input.facts)
            #expect(verdict.time == input.time && verdict.priority == .notice && verdict.source == "syscall")
            #expect(state == ScoringState(learned: expected))
        }
    }

    @Test("under a model usual vectors score low and strange ones high, with their reasons")
    func scored() throws {
        let (bundle, content) = try trainedModel()
        let (stage, regime) = try activated(content)
        var state: ScoringState?
        let usual = vector([0, 0, 2000, 2000, 2000, 2000])
        let low = try #require(try stage.apply(record(usual), to: &state, under: regime).first)
        #expect(low.state == .scored)
        #expect(low.model == content.digest)
        #expect(try #require(low.score) < Milli(thousandths: 250))
        #expect(low.contributions.isEmpty && low.suggestions.isEmpty && !low.isAnomalous)

        let strange = vector([693, 693, 2000, 2000, 9000, 2000])
        let high = try #require(try stage.apply(record(strange), to: &state, under: regime).first)
        #expect(try #require(high.score) >= Milli(thousandths: 750))
        #expect(high.isAnomalous)
        #expect(try #require(high.raw) > Milli(thousandths: 550))
        let named = high.contributions.map(\.feature)
        #expect(Set(named.prefix(3)) == ["constant", "flag", "network_15m"])
        let network = try #require(high.contributions.first { $0.feature == "network_15m" })
        #expect(network.value == Milli(thousandths: 9000))
        #expect(network.baseline.thousandths == bundle.trained.baselines[4].median)
        #expect(abs(network.baseline.thousandths - 2000) < 60)
        let shares = high.contributions.map(\.share.thousandths)
        #expect(shares == shares.sorted(by: >))
        #expect((900...1002).contains(shares.reduce(0, +)))
        #expect(Array(high.suggestions) == [try #require(Suggestions.text(for: "network_15m"))])
        #expect(try stage.apply(record(strange), to: &state, under: regime).first?.score == high.score)
    }

    @Test("a vector of another list or width is unscorable, and says under which model")
    func unscorable() throws {
        let (_, content) = try trainedModel()
        let (stage, regime) = try activated(content)
        var state: ScoringState?
        for other in [vector([0, 0, 1, 2, 3, 4], features: "test-features-2"), vector([0, 0, 1, 2, 3])] {
            let verdict = try #require(try stage.apply(record(other), to: &state, under: regime).first)
            #expect(verdict.state == .unscorable)
            #expect(verdict.score == nil && !verdict.isAnomalous)
            #expect(verdict.model == content.digest)
        }
    }

    @Test("the threshold decides what is anomalous, in band")
    func threshold() throws {
        let (_, content) = try trainedModel()
        var (stage, regime) = try activated(content)
        var state: ScoringState?
        let middling = vector([0, 0, 300, 400, 300, 400])
        let before = try #require(try stage.apply(record(middling), to: &state, under: regime).first)
        let score = try #require(before.score)
        #expect(score.thousandths > 250 && before.isAnomalous == (score.thousandths >= 750))
        #expect(try stage.adopt(control(.setThreshold(score)), into: &regime) == [])
        let at = try #require(try stage.apply(record(middling), to: &state, under: regime).first)
        #expect(at.isAnomalous && at.threshold == score)
        let above = Milli(thousandths: score.thousandths + 1)
        #expect(try stage.adopt(control(.setThreshold(above)), into: &regime) == [])
        #expect(try stage.apply(record(middling), to: &state, under: regime).first?.isAnomalous == false)
        for wrong in [Int32(0), -1, 1001] {
            let held = regime
            #expect {
                try stage.adopt(control(.setThreshold(Milli(thousandths: wrong))), into: &regime)
            } throws: { ($0 as? Rejection)?.code == .outOfRange }
            #expect(regime == held)
        }
    }

    @Test("a model that is not attached cannot be activated, and the old one stays")
    func activation() throws {
        let (_, first) = try trainedModel()
        let (_, second) = try trainedModel(digit: 2, seed: 6)
        var (stage, regime) = try activated(first)
        let absent = control(.activateModel(second.digest))
        #expect { try stage.adopt(absent, into: &regime) } throws: { ($0 as? Rejection)?.code == .unknownTarget }
        #expect(regime.active == first.digest)
        // Attached but not activated: the old one still scores.
        try stage.attach(second, to: &regime)
        var state: ScoringState?
        let input = record(vector([0, 0, 300, 400, 300, 400]))
        #expect(try stage.apply(input, to: &state, under: regime).first?.model == first.digest)
        #expect(try stage.adopt(absent, into: &regime) == [])
        #expect(try stage.apply(input, to: &state, under: regime).first?.model == second.digest)
        // The active one again changes nothing.
        #expect(try stage.adopt(absent, into: &regime) == [])
        #expect(regime.active == second.digest)
    }

    @Test("bytes that are no model are refused by attach, and the regime stays")
    func wrongContent() throws {
        let (_, content) = try trainedModel()
        var (stage, regime) = try activated(content)
        let held = regime
        let wrong = Content(digest: Digest([UInt8](repeating: 9, count: 32)), bytes: Array("EYRM nonsense".utf8))
        #expect { try stage.attach(wrong, to: &regime) } throws: { ($0 as? Rejection)?.code == .incompatible }
        #expect(regime == held)
    }

    @Test("a restored regime returns the model it needs and scores as before once it is attached")
    func restored() throws {
        let (_, content) = try trainedModel()
        var (stage, regime) = try activated(content)
        #expect(try stage.adopt(control(.setThreshold(Milli(thousandths: 600))), into: &regime) == [])
        let bytes = regime.encoded
        var again = try JSONParser().decode(ScoringRegime.self, from: bytes)
        #expect(again == regime)
        #expect(again.encoded == bytes)
        #expect(stage.contents(neededBy: again) == [content.digest])
        try stage.attach(content, to: &again)
        var state: ScoringState?
        let input = record(vector([693, 0, 300, 400, 300, 9000]))
        let live = try stage.apply(input, to: &state, under: regime)
        state = nil
        #expect(try stage.apply(input, to: &state, under: again) == live)
    }

    @Test("the first regime and the state have their documented bytes")
    func bytes() throws {
        let regime = ScoringStage(settings: .standard).initialRegime()
        #expect(String(decoding: regime.encoded, as: UTF8.self) == #"{"threshold":0.75}"#)
        #expect(try JSONParser().decode(ScoringRegime.self, from: regime.encoded) == regime)
        let state = ScoringState(learned: 12)
        #expect(String(decoding: state.encoded, as: UTF8.self) == #"{"learned":12}"#)
        #expect(try JSONParser().decode(ScoringState.self, from: state.encoded) == state)
        #expect(throws: PayloadFault.self) {
            try JSONParser().decode(ScoringRegime.self, from: Array(#"{"threshold":1.5}"#.utf8))
        }
    }

    @Test("the shares of a verdict are the exact credits of the walk")
    func shares() throws {
        let (bundle, content) = try trainedModel()
        let (stage, regime) = try activated(content)
        var state: ScoringState?
        let values: [Int32] = [693, 0, 100, 100, 4000, 4000]
        let verdict = try #require(try stage.apply(record(vector(values)), to: &state, under: regime).first)
        let credits = values.withUnsafeBufferPointer { bundle.trained.forest.credits(of: $0) }
        let sum = credits.filter { $0 > 0 }.reduce(0, +)
        #expect(!verdict.contributions.isEmpty)
        for contribution in verdict.contributions {
            let index = try #require(names.firstIndex(of: contribution.feature))
            #expect(contribution.share.thousandths == Int32((Double(credits[index]) * 1000 / Double(sum)).rounded()))
        }
    }
}
