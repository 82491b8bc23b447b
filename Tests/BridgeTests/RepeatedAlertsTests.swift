import EventModel
import Testing

@testable import FalcoBridge

/// Which equal alerts are retries, and which are events of their own.
@Suite("Repeated alerts")
struct RepeatedAlertsTests {
    private final class Trial {
        private var repeated: RepeatedAlerts
        private var ordinal: UInt64 = 0

        init(unanswered: [DuplicateWindow.Key] = [], known: [DuplicateWindow.Key] = []) {
            var window = DuplicateWindow(milliseconds: 60_000, maximumCount: 100)
            for key in known { _ = window.admit(key, at: 0) }
            window.keepPending()
            repeated = RepeatedAlerts(window: window, unanswered: unanswered)
        }

        /// Judges a body of alerts that are one and the same.
        func body(_ count: Int, _ alert: Alert, at milliseconds: Int64 = 0, isKept: Bool = true) -> [String] {
            repeated.beginBody()
            let answers = (0..<count).map { _ in
                let newness = repeated.judge(RepeatedAlertsTests.key, alert, at: milliseconds, of: nil) {
                    ordinal += 1
                    return Occurrence(door: "http", ordinal: ordinal)
                }
                switch newness {
                case .new: return "new"
                case .again: return "again"
                case .duplicate: return "duplicate"
                }
            }
            if isKept { repeated.keepPending() } else { repeated.forgetPending() }
            return answers
        }
    }

    private static let key = DuplicateWindow.Key(id: EventID(high: 1, low: 2), kind: "http", sender: "10.0.0.1")

    private static func alert(_ fraction: String) throws -> Alert {
        let text = #"{"output":"x","rule":"R","time":"2026-03-01T10:00:00.\#(fraction)Z"}"#
        return try Array(text.utf8).withUnsafeBytes { try AlertReader().read($0).alert }
    }

    @Test("a fine stamp twice is a retry")
    func retriesFineStamps() throws {
        let (trial, alert) = (Trial(), try Self.alert("000000001"))
        #expect(trial.body(1, alert) == ["new"])
        #expect(trial.body(1, alert) == ["duplicate"])
    }

    @Test("a coarse stamp twice is two events")
    func keepsCoarseStamps() throws {
        let (trial, alert) = (Trial(), try Self.alert("000"))
        #expect(trial.body(1, alert) == ["new"])
        #expect(trial.body(1, alert) == ["again"])
        #expect(trial.body(1, alert, at: 70_000) == ["new"])
    }

    @Test("equal alerts of one body are events of their own, and a retry of the body adds none")
    func keepsTwinsOfABody() throws {
        for fraction in ["000", "000000001"] {
            let (trial, alert) = (Trial(), try Self.alert(fraction))
            #expect(trial.body(3, alert) == ["new", "again", "again"])
            if fraction != "000" {
                #expect(trial.body(3, alert) == ["duplicate", "duplicate", "duplicate"])
                #expect(trial.body(4, alert) == ["duplicate", "duplicate", "duplicate", "again"])
            }
        }
    }

    @Test("what was not kept never came")
    func forgets() throws {
        let (trial, alert) = (Trial(), try Self.alert("000"))
        #expect(trial.body(2, alert, isKept: false) == ["new", "again"])
        #expect(trial.body(2, alert) == ["new", "again"])
    }

    @Test("after a restart one coarse alert may be a retry, and only one")
    func excusesARestart() throws {
        let (trial, alert) = (Trial(unanswered: [Self.key], known: [Self.key]), try Self.alert("000"))
        #expect(trial.body(1, alert) == ["duplicate"])
        #expect(trial.body(1, alert) == ["again"])
    }
}
