/// What a bench measured.
struct BenchResult: Sendable {
    var figures: [Figure] = []
    var peers: [Peer] = []
}

/// A measured value and what it should be.
struct Figure: Sendable, Equatable {
    let name: String
    let value: Double
    let unit: String
    /// nil for a value that only explains others.
    let goal: Goal?

    init(_ name: String, _ value: Double, _ unit: String, _ goal: Goal? = nil) {
        self.name = name
        self.value = value
        self.unit = unit
        self.goal = goal
    }

    /// Whether the goal is reached; nil without one.
    var isMet: Bool? {
        goal.map { $0.isMet(by: value) }
    }
}

/// The value that another way of doing the same reached in the same run.
struct Peer: Sendable, Equatable {
    let name: String
    let value: Double
    let unit: String

    init(_ name: String, _ value: Double, _ unit: String) {
        self.name = name
        self.value = value
        self.unit = unit
    }
}
