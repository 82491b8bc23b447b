/// An operator that compares; of priorities the more urgent is the higher.
package enum ExpressionOrder: String, Sendable, Equatable, CaseIterable {
    case equal = "=="
    case differs = "!="
    case below = "<"
    case atMost = "<="
    case above = ">"
    case atLeast = ">="

    func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .equal: left == right
        case .differs: left != right
        case .below: left < right
        case .atMost: left <= right
        case .above: left > right
        case .atLeast: left >= right
        }
    }
}
