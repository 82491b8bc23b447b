import EventModel
import Foundation
import JSONText
import PipelineTestKit
import Testing

/// Inputs after public bug reports, beside the package; not part of it.
private enum Bugcases {
    static let folder = URL(filePath: Checkout.shared("data/bugcases"))
    static let isThere = FileManager.default.fileExists(atPath: folder.path)

    static func alert(_ path: String) throws -> Alert {
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: path)))
        return try bytes.withUnsafeBytes { try AlertReader().read($0).alert }
    }
}

@Suite(
    "Names and facts of reported cases (skipped where ../shared/data/bugcases is not beside the package)",
    .enabled(if: Bugcases.isThere)
)
struct BugcaseIdentityTests {
    private let naming = ProfileNaming(tenant: "t", cluster: "c")

    @Test(
        "Each has its right profile, entity and facts",
        arguments: [
            (
                "47-k8s-audit-old-and-huge/old.http.json",
                "t/c/source/k8s_audit/shop/system:serviceaccount:kube-system:replicaset-controller", "/-",
                Facts(user: "system:serviceaccount:kube-system:replicaset-controller")
            ),
            ("47-k8s-audit-old-and-huge/lists.http.json", "t/c/source/k8s_audit/-/a", "/-", Facts(user: "a")),
            (
                "48-other-plugins/okta.http.json", "t/c/source/okta/-/Ada Example", "/203.0.113.20",
                Facts(
                    user: "Ada Example",
                    remote: "203.0.113.20",
                    verb: "user.session.start",
                    resource: #"App "A""#
                )
            ),
            (
                "48-other-plugins/github.http.json", "t/c/source/github/-/ada", "/-",
                Facts(user: "ada", verb: "repository/publicized", resource: "secret")
            ),
            (
                "48-other-plugins/gcp.http.json", "t/c/source/gcp_auditlog/-/svc@p.iam.example.test", "/2001:db8::7",
                Facts(user: "svc@p.iam.example.test", remote: "2001:db8::7", verb: "storage.setIamPermissions")
            ),
            (
                "48-other-plugins/cloudtrail.http.json", "t/c/source/aws_cloudtrail/-/ops", "/203.0.113.9",
                Facts(user: "ops", remote: "203.0.113.9", verb: "ConsoleLogin")
            ),
        ]
    )
    func named(path: String, profile: String, remote: String, facts: Facts) throws {
        let alert = try Bugcases.alert(path)
        #expect(naming.profile(of: alert).rawValue == profile)
        #expect(naming.entity(of: alert).rawValue == profile + remote)
        let found = Facts(of: alert)
        for field in FactField.allCases where field != .node {
            #expect(found[field] == facts[field], "\(field)")
        }
    }

    @Test("Alerts of one collector share no profile, and those of system calls are named as before")
    func apart() throws {
        let names = ["okta", "github", "gcp", "cloudtrail", "k8smeta", "odd-source", "krsi"]
        let profiles = try names.map {
            naming.profile(of: try Bugcases.alert("48-other-plugins/\($0).http.json")).rawValue
        }
        #expect(Set(profiles).count == names.count)
        #expect(profiles[4] == "t/c/shop/web/-")
        #expect(profiles[5] == "t/c/source/Mein Plugin%2Fü /-/falco-cloud")
        #expect(profiles[6] == "t/c/falco-cloud-7c9d4f5b6-m4n2k")
    }

    @Test("Types that Falco would not send: objects are missing, numbers and their digits are the same")
    func oddTypes() throws {
        let odd = try Bugcases.alert("60-odd-field-types/odd.http.json")
        let twin = try Bugcases.alert("60-odd-field-types/twin.http.json")
        #expect(Facts(of: odd) == Facts(of: twin))
        #expect(naming.profile(of: odd) == naming.profile(of: twin))
        #expect(!odd.has(.k8sNsName))
        #expect(!odd.has(.userUid))
        #expect(!odd.has(.containerName))
        #expect(odd.int(.procTTY) == twin.int(.procTTY))
        for field in AlertField.allCases where field != .output && field != .userLoginuid {
            #expect(odd.string(field) == twin.string(field), "\(field.name)")
        }
        let top = try Bugcases.alert("60-odd-field-types/top.http.json")
        #expect(top.source == "syscall")
        #expect(top.priority == .unknown)
        #expect(!top.has(.output))
        #expect(top.tagCount == 0)
    }

    @Test("Tags of any form and number", arguments: 1...10)
    func tags(number: Int) throws {
        let alert = try Bugcases.alert("59-odd-tags/\(number < 10 ? "0" : "")\(number).http.json")
        let counts = [0, 0, 0, 0, 0, 600, 40, 5, 1, 2]
        #expect(alert.tagCount == counts[number - 1])
        #expect(naming.profile(of: alert).rawValue == "t/c/shop/web/web")
    }
}
