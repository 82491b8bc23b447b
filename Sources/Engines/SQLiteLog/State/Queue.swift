/// A first-in-first-out queue that frees its elements as they leave.
struct Queue<Element> {
    private var elements: [Element?] = []
    private var head = 0

    var count: Int { elements.count - head }
    var isEmpty: Bool { count == 0 }
    var first: Element? { isEmpty ? nil : elements[head] }

    /// The element at a place, counted from the front; a precondition fails outside.
    subscript(index: Int) -> Element {
        guard let element = elements[head + index] else { preconditionFailure("the place is behind the front") }
        return element
    }

    mutating func append(_ element: Element) {
        elements.append(element)
    }

    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        defer {
            elements[head] = nil
            head += 1
            if head > 64, head * 2 > elements.count {
                elements.removeFirst(head)
                head = 0
            }
        }
        return elements[head]
    }

    mutating func removeAll() {
        elements.removeAll()
        head = 0
    }
}

extension Queue: Sendable where Element: Sendable {}
