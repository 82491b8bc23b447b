import JSONText

/// The rows of `SourceIdentity` with the numbers that an alert keeps their fields under.
///
/// A field that is an `AlertField` has its number; the others are numbered anew in each row, from `firstNumber` on. So
/// an alert has room for the fields of its own source, however many sources there are.
enum IdentityTable {
    /// The numbers of fields that a row alone knows.
    static let firstNumber: UInt8 = 96
    static let endNumber: UInt8 = 120

    /// What a part or a fact is read from.
    struct Step: Sendable {
        let number: UInt8
        let followers: [UInt8]
        let form: IdentityTerm.Form
    }

    /// A row of the table, ready for use.
    final class Row: Sendable {
        /// The source's name in paths; nil for the alert's own.
        let name: StaticString?
        /// The fields that no `AlertField` is; nil when there are none.
        let keys: JSONKeyTable?
        /// The fields by what stands behind the first full stop of their names; nil when there are none.
        let keysBehindStop: JSONKeyTable?
        let scope: [Step]
        let actor: [Step]
        let entity: [Step]
        let user: [Step]
        let remote: [Step]
        let resource: [Step]
        let verb: [Step]
        let file: [Step]

        init(_ identity: SourceIdentity) {
            name = identity.names.first
            var numbering = Numbering()
            scope = numbering.steps(identity.scope)
            actor = numbering.steps(identity.actor)
            entity = numbering.steps(identity.entity)
            user = numbering.steps(identity.user)
            remote = numbering.steps(identity.remote)
            resource = numbering.steps(identity.resource)
            verb = numbering.steps(identity.verb)
            file = numbering.steps(identity.file)
            keys = numbering.keys.isEmpty ? nil : JSONKeyTable(numbering.keys)
            keysBehindStop = numbering.keysBehindStop.isEmpty ? nil : JSONKeyTable(numbering.keysBehindStop)
        }
    }

    static let rows = SourceIdentity.all.map { Row($0) }

    /// The place of the row for sources that no other row names, and of Kubernetes audit, counted from 1.
    static let other = UInt8(SourceIdentity.all.count)
    static let kubernetesAudit: UInt8 = 1

    /// Returns the place of a source's row, counted from 1; 0 for system calls and for what Falco says of itself.
    static func place(ofSource name: UnsafeRawBufferPointer) -> UInt8 {
        if name.isEmpty || name.equals("syscall") || name.equals("syscalls") || name.equals("internal")
            || name.equals("<NA>")
        {
            return 0
        }
        let index = SourceIdentity.all.firstIndex { row in row.names.contains { name.equals($0) } }
        return index.map { UInt8($0 + 1) } ?? other
    }

    /// Gives a row's fields their numbers.
    private struct Numbering {
        var keys: [(name: [UInt8], number: UInt8)] = []
        var keysBehindStop: [(name: [UInt8], number: UInt8)] = []
        private var numbers: [String: UInt8] = [:]
        private var next = firstNumber

        mutating func steps(_ terms: [IdentityTerm]) -> [Step] {
            terms.map { term in
                Step(number: number(of: term), followers: term.followers.map { number(of: $0) }, form: term.form)
            }
        }

        private mutating func number(of term: IdentityTerm) -> UInt8 {
            guard term.isBehindStop else { return number(of: term.name) }
            let (number, isNew) = number(named: "*.\(term.name)")
            if isNew {
                keysBehindStop += ([term.name] + term.synonyms).map { (Array("\($0)".utf8), number) }
            }
            return number
        }

        private mutating func number(of name: StaticString) -> UInt8 {
            if let field = AlertField.allCases.first(where: { "\($0.name)" == "\(name)" }) { return field.rawValue }
            let (number, isNew) = number(named: "\(name)")
            if isNew {
                keys += AlertField.spellings(of: Array("\(name)".utf8)).map { ($0, number) }
            }
            return number
        }

        private mutating func number(named name: String) -> (number: UInt8, isNew: Bool) {
            if let number = numbers[name] { return (number, false) }
            precondition(next < endNumber, "a row has room for its fields")
            numbers[name] = next
            next += 1
            return (next - 1, true)
        }
    }
}
