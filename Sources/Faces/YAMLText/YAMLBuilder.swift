/// Builds the trees of documents from a parser's events, within limits.
struct YAMLBuilder {
    /// A finished node with what its aliases cost.
    private struct Built {
        let node: YAMLNode
        /// Nodes in it, itself included, aliases expanded.
        let nodes: Int
        /// Nested collections in it; 0 for a scalar.
        let height: Int
    }

    /// A sequence or mapping whose end is not read yet.
    private struct Open {
        let isMapping: Bool
        let anchor: String?
        let position: YAMLPosition
        var elements: [YAMLNode] = []
        var entries: [YAMLEntry] = []
        var key: (text: String, position: YAMLPosition)?
        var keys: Set<String> = []
        var nodes = 1
        var height = 1
    }

    private(set) var documents: [YAMLNode] = []
    private let limits: YAMLLimits
    private var open: [Open] = []
    private var anchors: [String: Built] = [:]
    private var nodeCount = 0

    init(limits: YAMLLimits) {
        self.limits = limits
    }

    mutating func take(_ event: YAMLEvent) throws(YAMLError) {
        switch event {
        case .documentStart:
            anchors = [:]
        case .scalar(let scalar, let anchor, let position):
            try count(1, at: position)
            let node = YAMLNode(content: .scalar(scalar), position: position)
            try place(Built(node: node, nodes: 1, height: 0), anchor: anchor, at: position)
        case .sequenceStart(let anchor, let position):
            try begin(Open(isMapping: false, anchor: anchor, position: position))
        case .mappingStart(let anchor, let position):
            try begin(Open(isMapping: true, anchor: anchor, position: position))
        case .collectionEnd:
            let done = open.removeLast()
            let content: YAMLNode.Content = done.isMapping ? .mapping(done.entries) : .sequence(done.elements)
            let node = YAMLNode(content: content, position: done.position)
            let built = Built(node: node, nodes: done.nodes, height: done.height)
            try place(built, anchor: done.anchor, at: done.position)
        case .alias(let name, let position):
            guard let built = anchors[name] else {
                throw YAMLError(
                    .unknownAlias,
                    at: position,
                    "alias '*\(name)' has no finished anchor before it",
                    remedy: "write the anchor '&\(name)' further up, outside of itself"
                )
            }
            try count(built.nodes, at: position)
            try place(built, anchor: nil, at: position)
        }
    }

    private mutating func begin(_ collection: Open) throws(YAMLError) {
        if let parent = open.last, parent.isMapping, parent.key == nil { throw complexKey(at: collection.position) }
        try count(1, at: collection.position)
        try check(depth: open.count + 1, at: collection.position)
        open.append(collection)
    }

    /// Puts a finished node into the collection that is open, or ends the document with it.
    private mutating func place(_ built: Built, anchor: String?, at position: YAMLPosition) throws(YAMLError) {
        try check(depth: open.count + built.height, at: position)
        if let anchor { anchors[anchor] = built }
        guard !open.isEmpty else {
            documents.append(built.node)
            return
        }
        let last = open.count - 1
        open[last].nodes += built.nodes
        open[last].height = max(open[last].height, built.height + 1)
        guard open[last].isMapping else {
            open[last].elements.append(built.node)
            return
        }
        if let key = open[last].key {
            open[last].entries.append(YAMLEntry(key: key.text, keyPosition: key.position, value: built.node))
            open[last].key = nil
            return
        }
        guard let text = built.node.text else { throw complexKey(at: position) }
        guard open[last].keys.insert(text).inserted else {
            throw YAMLError(.duplicateKey, at: position, "key '\(text)' stands twice", remedy: "keep one of them")
        }
        open[last].key = (text, position)
    }

    private mutating func count(_ nodes: Int, at position: YAMLPosition) throws(YAMLError) {
        // An alias never counts more than the limit, so the sum cannot overflow.
        nodeCount += nodes
        guard nodeCount > limits.nodes else { return }
        throw YAMLError(
            .limit,
            at: position,
            "more than \(limits.nodes) nodes, aliases expanded",
            remedy: "make the text smaller"
        )
    }

    private func check(depth: Int, at position: YAMLPosition) throws(YAMLError) {
        guard depth > limits.depth else { return }
        throw YAMLError(.limit, at: position, "nested deeper than \(limits.depth)", remedy: "nest less")
    }

    private func complexKey(at position: YAMLPosition) -> YAMLError {
        YAMLError(.complexKey, at: position, "a key is a sequence or mapping", remedy: "use text as key")
    }
}
