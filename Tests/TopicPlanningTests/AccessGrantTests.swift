import EventModel
import Testing
import TopicPlanning

@Suite("The rights that a cluster's list lacks")
struct AccessGrantTests {
    private static let user = "User:eyrie-vault"

    private static func vault() throws -> AccessRole {
        let table = try SampleTable.make()
        return try #require(table.role("vault"))
    }

    private static func grant(
        _ name: String,
        _ operation: String,
        _ resource: AccessRule.Resource? = .topic,
        isPrefix: Bool = false,
        isAllowed: Bool = true,
        to principal: String = user
    ) -> AccessGrant {
        AccessGrant(
            principal: principal,
            resource: resource,
            name: name,
            isPrefix: isPrefix,
            operation: operation,
            isAllowed: isAllowed
        )
    }

    @Test("a principal that is not in the list is not judged")
    func unknown() throws {
        #expect(try Self.vault().missing(for: Self.user, in: []) == nil)
        let everybody = Self.grant("*", "All", to: "User:*")
        #expect(try Self.vault().missing(for: Self.user, in: [everybody]) == nil)
    }

    @Test("exact names, prefixes, the star and All allow; missing rights are reported")
    func missing() throws {
        let role = try Self.vault()
        let one = [Self.grant("eyrie.alerts.v1", "Read")]
        #expect(
            role.missing(for: Self.user, in: one) == ["Read topic eyrie.incidents.v1", "Read topic eyrie.verdicts.v1"]
        )
        #expect(role.missing(for: Self.user, in: [Self.grant("eyrie.", "Read", isPrefix: true)]) == [])
        #expect(role.missing(for: Self.user, in: [Self.grant("*", "All")]) == [])
        #expect(role.missing(for: Self.user, in: [Self.grant("*", "Write")])?.count == 3)
        // A group of the same name is another thing.
        #expect(role.missing(for: Self.user, in: [Self.grant("*", "Read", .group)])?.count == 3)
    }

    @Test("a denial overrides permissions, for everybody too")
    func denied() throws {
        let lines = [
            Self.grant("eyrie.", "Read", isPrefix: true),
            Self.grant("eyrie.alerts.v1", "Read", isAllowed: false, to: "User:*"),
        ]
        #expect(try Self.vault().missing(for: Self.user, in: lines) == ["Read topic eyrie.alerts.v1"])
    }

    @Test(
        "Describe comes with Read and Write; an unknown resource may be a transactional id, and covers prefixes only as one"
    )
    func implied() throws {
        let table = try SampleTable.make()
        let bridge = try #require(table.role("bridge"))
        let topics = Self.grant("eyrie.", "All", isPrefix: true)
        let id = Self.grant("bridge", "Write", nil, isPrefix: true)
        #expect(bridge.missing(for: Self.user, in: [topics, id]) == [])
        let exact = Self.grant("bridge", "Write", nil)
        #expect(
            bridge.missing(for: Self.user, in: [topics, exact]) == [
                "Describe transactional-id bridge.*", "Write transactional-id bridge.*",
            ]
        )
    }
}
