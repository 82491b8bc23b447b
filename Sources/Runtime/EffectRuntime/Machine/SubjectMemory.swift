/// ``Notice/told`` of the last notice about each subject, for a bounded number of subjects.
///
/// At the limit the subject with the oldest notice is forgotten: its next notice contains no change.
struct SubjectMemory: Sendable, Equatable {
    private struct Entry: Equatable {
        let told: String
        let order: UInt64
    }

    private let limit: Int
    private var entries: [String: Entry] = [:]
    private var order: UInt64 = 0

    init(limit: Int) {
        self.limit = limit
    }

    subscript(subject: String) -> String? {
        entries[subject]?.told
    }

    mutating func remember(_ subject: String, _ told: String) {
        order += 1
        entries[subject] = Entry(told: told, order: order)
        // An eighth at a time, so that a full memory is not searched for each notice.
        if entries.count > limit + limit / 8 {
            let orders = entries.values.map(\.order).sorted()
            let oldest = orders[entries.count - limit]
            entries = entries.filter { $0.value.order >= oldest }
        }
    }
}
