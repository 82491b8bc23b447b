import HTTPService
import Testing

@Suite("IP networks")
struct IPNetworkTests {
    @Test(
        "An address lies in a network when the bits of the prefix are the same",
        arguments: [
            ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
            ("10.1.2.3/8", "10.200.0.1", true), ("192.168.4.0/22", "192.168.7.255", true),
            ("192.168.4.0/22", "192.168.8.0", false), ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.1.2.4", false),
            ("10.1.2.3/32", "10.1.2.3", true), ("10.1.2.3/32", "10.1.2.2", false), ("0.0.0.0/0", "255.1.2.3", true),
            // All of IPv4 is not IPv6, and the other way round all of IPv6 holds IPv4, as `::ffff:0:0/96`.
            ("0.0.0.0/0", "fd00::1", false), ("::/0", "10.1.2.3", true),
            ("fd00::/8", "fdff::1", true), ("fd00::/8", "fc00::1", false), ("2001:db8::/64", "2001:db8::ffff", true),
            ("2001:db8::/64", "2001:db8:0:1::", false), ("2001:db8::8000/113", "2001:db8::ffff", true),
            ("2001:db8::8000/113", "2001:db8::7fff", false), ("::1", "::1", true), ("::1/128", "::2", false),
            ("::ffff:10.0.0.0/104", "10.9.9.9", true), ("::ffff:10.0.0.1", "10.0.0.1", true),
        ]
    )
    func contains(network: String, address: String, expected: Bool) throws {
        let network = try #require(IPNetwork(network))
        #expect(network.contains(try #require(IPAddress(address))) == expected)
    }

    @Test(
        "An invalid network gives nil",
        arguments: [
            "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/8/8", "10.0.0.0/-1", "10.0.0.0/+8",
            "10.0.0.0/ 8", "fd00::/129", "fd00::/x", "localhost", "010.0.0.1", "1.2.3.4.5", "::g", "CN=a",
            "10.0.0.0/99999999999999999999",
        ]
    )
    func refuses(text: String) {
        #expect(IPNetwork(text) == nil)
    }
}
