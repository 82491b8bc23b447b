/// What the checker made of a round.
package struct Finding: Sendable, Equatable {
    /// Every property that does not hold; at most ``maximumPerProperty`` of a property.
    package private(set) var violations: [Violation] = []
    /// Records that repeat a source coordinate with the same bytes: what a torn transaction left, skipped by readers.
    package var tornRecords = 0
    /// Records looked at, of all topics.
    package var records = 0
    /// Alerts in the log.
    package var alerts = 0
    /// Alerts in the log whose sender was told nothing or a refusal.
    package var unacknowledged = 0

    /// Verdicts that a model decided; the others were made while none was active.
    package var scored = 0

    package static let maximumPerProperty = 5

    package init() {}

    package mutating func add(_ property: Violation.Property, _ detail: String) {
        guard violations.count(where: { $0.property == property }) < Self.maximumPerProperty else { return }
        violations.append(Violation(property, detail))
    }

    package mutating func add(_ found: [Violation]) {
        for violation in found {
            add(violation.property, violation.detail)
        }
    }
}
