/// The bound that a figure has to keep.
enum Goal: Sendable, Equatable {
    case atLeast(Double)
    case atMost(Double)
    case below(Double)
    case exactly(Double)

    func isMet(by value: Double) -> Bool {
        switch self {
        case .atLeast(let bound): value >= bound
        case .atMost(let bound): value <= bound
        case .below(let bound): value < bound
        case .exactly(let bound): value == bound
        }
    }

    /// The bound as the issue writes it: `>= 150000`.
    var text: String {
        switch self {
        case .atLeast(let bound): ">= \(NumberText.plain(bound))"
        case .atMost(let bound): "<= \(NumberText.plain(bound))"
        case .below(let bound): "< \(NumberText.plain(bound))"
        case .exactly(let bound): "= \(NumberText.plain(bound))"
        }
    }
}
