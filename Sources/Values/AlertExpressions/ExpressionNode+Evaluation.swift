import EventModel
import JSONText

extension ExpressionNode {
    /// Evaluates the tree for an alert; a comparison with a field that the alert lacks is false.
    func truth(of subject: AlertSubject) -> Truth {
        switch self {
        case .all(let nodes):
            var result = Truth.yes
            for node in nodes {
                switch node.truth(of: subject) {
                case .yes: continue
                case .no: return .no
                case .undecided: result = .undecided
                }
            }
            return result
        case .any(let nodes):
            var result = Truth.no
            for node in nodes {
                switch node.truth(of: subject) {
                case .yes: return .yes
                case .no: continue
                case .undecided: result = .undecided
                }
            }
            return result
        case .not(let node):
            return node.truth(of: subject).negated
        case .comparison(.priority, let test):
            return Truth(test.holds(subject.alert.priority))
        case .comparison(.tags, let test):
            return test.truth(ofTagsOf: subject)
        case .comparison(let field, let test):
            return subject.withText(of: field) { test.truth(of: $0) } ?? .no
        }
    }
}

extension ExpressionTest {
    fileprivate func holds(_ priority: Priority) -> Bool {
        guard priority != .unknown else { return false }
        switch self {
        case .exists: return true
        // Falco counts from the most urgent, the language from the least.
        case .compares(let order, .priority(let other)): return order.holds(other.rawValue, priority.rawValue)
        case .isIn(let values): return values.contains(.priority(priority))
        default: return false
        }
    }

    fileprivate func truth(ofTagsOf subject: AlertSubject) -> Truth {
        let count = subject.alert.tagCount
        let custom = subject.context.labels.tags
        // None is equal: `!=` is the one test that each tag has to pass.
        if case .compares(.differs, let value) = self {
            guard count + custom.count > 0 else { return .no }
            return ExpressionTest.compares(.equal, value).truth(ofTagsOf: subject).negated
        }
        var result = Truth.no
        for index in 0..<count + custom.count {
            let answer: Truth =
                index < count
                ? subject.alert.tag(at: index) { truth(of: $0) }
                : custom.withBytes(at: index - count) { truth(of: $0) }
            switch answer {
            case .yes: return .yes
            case .no: continue
            case .undecided: result = .undecided
            }
        }
        return result
    }

    fileprivate func truth(of bytes: UnsafeRawBufferPointer) -> Truth {
        switch self {
        case .exists: .yes
        case .compares(let order, let value): Truth(Self.holds(order, bytes, value))
        case .isIn(let values): Truth(values.contains { Self.holds(.equal, bytes, $0) })
        case .contains(let literal): Truth(literal.isInside(bytes))
        case .startsWith(let literal): Truth(literal.begins(bytes))
        case .endsWith(let literal): Truth(literal.ends(bytes))
        case .matches(let pattern): pattern.truth(of: bytes)
        }
    }

    private static func holds(
        _ order: ExpressionOrder,
        _ bytes: UnsafeRawBufferPointer,
        _ value: ExpressionValue
    ) -> Bool {
        switch value {
        case .text(let literal): order == .equal ? literal.equals(bytes) : !literal.equals(bytes)
        case .integer(let number):
            // A text that is not a number has no order, and differs from each number.
            Decimal.int64(bytes).map { order.holds($0, number) } ?? (order == .differs)
        case .priority: false
        }
    }
}
