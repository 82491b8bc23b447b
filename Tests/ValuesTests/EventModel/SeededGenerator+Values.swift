import EventModel
import PipelineTestKit

/// Random values of the model, with text of any kind in them.
extension SeededGenerator {
    /// Returns a text of characters of one to four bytes, with controls, quotation marks and backslashes now and then.
    mutating func text(_ longest: Int = 24) -> String {
        let plain = Array("abcdefgh/.-_ 0123456789é€\u{1f600}")
        let odd = Array("\"\\/\n\r\t\u{0}\u{1}\u{8}\u{c}\u{1f}\u{7f}\u{2028}{}[]:,")
        let isOdd = below(3) == 0
        return String((0..<below(longest + 1)).map { _ in isOdd && below(3) == 0 ? pick(odd) : pick(plain) })
    }

    mutating func texts(_ most: Int = 8) -> TextList {
        TextList((0..<below(most + 1)).map { _ in text() })
    }

    mutating func maybe<Value>(_ body: (inout SeededGenerator) -> Value) -> Value? {
        below(2) == 0 ? nil : body(&self)
    }

    mutating func eventID() -> EventID { EventID(high: next(), low: next()) }

    mutating func digest() -> Digest { Digest((0..<Digest.byteCount).map { _ in UInt8(below(256)) }) }

    mutating func timestamp() -> Timestamp {
        // The ends of the range as well as usual times.
        if oneIn(4) { return Timestamp(nanoseconds: Int64(bitPattern: next())) }
        return Timestamp(nanoseconds: 1_772_439_330_000_000_000 + Int64(below(1 << 40)))
    }

    mutating func milli() -> Milli {
        Milli(thousandths: below(3) == 0 ? Int32(truncatingIfNeeded: next()) : Int32(below(4_000)) - 1_000)
    }

    mutating func priority() -> Priority { Priority.allCases[below(Priority.allCases.count)] }

    mutating func facts() -> Facts {
        func long(_ generator: inout SeededGenerator) -> String {
            generator.text(generator.below(8) == 0 ? 400 : 40)
        }
        return Facts(
            process: maybe(long),
            parent: maybe(long),
            commandLine: maybe(long),
            user: maybe(long),
            file: maybe(long),
            remote: maybe(long),
            container: maybe(long),
            containerName: maybe(long),
            image: maybe(long),
            node: maybe(long),
            verb: maybe(long),
            resource: maybe(long)
        )
    }

    mutating func vector() -> Vector {
        Vector(subject: subject(), features: text(), values: (0..<below(40)).map { _ in milli() })
    }

    mutating func subject() -> Subject {
        Subject(
            event: eventID(),
            profile: Profile(text(60)),
            entity: Entity(text(60)),
            time: timestamp(),
            rule: text(60),
            priority: priority(),
            source: text(),
            tags: texts(),
            facts: facts()
        )
    }

    mutating func verdict() -> Verdict {
        let states: [Verdict.State] = [.learning, .scored, .unscorable]
        return Verdict(
            subject: subject(),
            state: states[below(states.count)],
            learned: below(10_000),
            needed: below(10_000),
            score: maybe { $0.milli() },
            threshold: milli(),
            isAnomalous: below(2) == 0,
            raw: maybe { $0.milli() },
            model: maybe { $0.digest() },
            contributions: (0..<below(5)).map { _ in
                Contribution(feature: text(), value: milli(), baseline: milli(), share: milli())
            },
            suggestions: texts()
        )
    }

    mutating func evidence() -> Evidence {
        Evidence(
            event: eventID(),
            time: timestamp(),
            receivedMilliseconds: Int64(bitPattern: next()),
            rule: text(60),
            priority: priority(),
            score: maybe { $0.milli() },
            isAnomalous: below(2) == 0,
            reasons: texts(),
            facts: facts()
        )
    }

    mutating func incidentEvent() -> IncidentEvent {
        let kinds: [IncidentEvent.Kind] = [
            .opened, .evidenceAdded, .escalated, .acknowledged, .confirmed, .markedFalsePositive, .closed,
        ]
        return IncidentEvent(
            kind: kinds[below(kinds.count)],
            id: IncidentID(text()),
            profile: Profile(text(60)),
            entity: Entity(text(60)),
            time: timestamp(),
            severity: priority(),
            risk: milli(),
            alerts: below(10_000),
            opened: timestamp(),
            evidence: maybe { $0.evidence() },
            title: text(80),
            tactics: texts(),
            by: maybe { $0.text() },
            note: maybe { $0.text(100) }
        )
    }

    mutating func control() -> Control {
        let words: [Control.Triage] = [.acknowledged, .confirmed, .falsePositive, .closed]
        let action: Control.Action =
            switch below(3) {
            case 0: .activateModel(digest())
            case 1: .setThreshold(milli())
            default:
                .triage(incident: IncidentID(text()), profile: Profile(text()), words[below(words.count)], note: text())
            }
        return Control(id: eventID(), at: timestamp(), by: text(), action: action)
    }
}
