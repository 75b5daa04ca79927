//! The rights as one table, and who stands above whom.

use super::{Grant, Power, Role, Scope};
use store::id::{PoolId, TenantId};

const FIRST: TenantId = TenantId::from_bytes([1; 16]);
const SECOND: TenantId = TenantId::from_bytes([2; 16]);
const POOL: PoolId = PoolId::from_bytes([3; 16]);
const OTHER_POOL: PoolId = PoolId::from_bytes([4; 16]);
const ROLES: [Role; 4] = [Role::Auditor, Role::Support, Role::Administrator, Role::Owner];

const fn grant(role: Role, scope: Scope) -> Grant {
    Grant { role, scope }
}

#[test]
fn each_role_may_what_the_table_says() {
    // See, audit, help, configure, appoint.
    let table = [
        (Role::Auditor, [true, true, false, false, false]),
        (Role::Support, [true, false, true, false, false]),
        (Role::Administrator, [true, true, true, true, false]),
        (Role::Owner, [true, true, true, true, true]),
    ];
    for (role, expected) in table {
        assert_eq!(Power::ALL.map(|power| grant(role, Scope::Installation).may(power)), expected, "{role:?}");
    }
}

#[test]
fn a_scope_covers_what_lies_within() {
    let pool = Scope::Pool(FIRST, POOL);
    for (scope, place, covers) in [
        (Scope::Installation, Scope::Installation, true),
        (Scope::Installation, Scope::Tenant(FIRST), true),
        (Scope::Installation, pool, true),
        (Scope::Tenant(FIRST), Scope::Installation, false),
        (Scope::Tenant(FIRST), Scope::Tenant(FIRST), true),
        (Scope::Tenant(FIRST), Scope::Tenant(SECOND), false),
        (Scope::Tenant(FIRST), pool, true),
        (Scope::Tenant(SECOND), pool, false),
        (pool, pool, true),
        (pool, Scope::Pool(FIRST, OTHER_POOL), false),
        // The same number below another tenant is another pool.
        (pool, Scope::Pool(SECOND, POOL), false),
        (pool, Scope::Tenant(FIRST), false),
        (pool, Scope::Installation, false),
    ] {
        assert_eq!(scope.covers(place), covers, "{scope} over {place}");
    }
}

#[test]
fn a_scope_is_read_as_it_is_written() {
    for scope in [Scope::Installation, Scope::Tenant(FIRST), Scope::Pool(FIRST, POOL)] {
        assert_eq!(scope.to_string().parse(), Ok(scope));
    }
    for text in ["", "installation/", "tenant", "tenant/", "tenant/x", "pool/x/y", &format!("tenant/{FIRST}/x/y")] {
        assert!(text.parse::<Scope>().is_err(), "{text}");
    }
}

#[test]
fn nobody_acts_on_an_equal() {
    for role in ROLES {
        for scope in [Scope::Installation, Scope::Tenant(FIRST), Scope::Pool(FIRST, POOL)] {
            assert!(!grant(role, scope).outranks(grant(role, scope)), "{role:?} {scope}");
        }
    }
    let owner = grant(Role::Owner, Scope::Installation);
    assert!(owner.outranks(grant(Role::Owner, Scope::Tenant(FIRST))), "who owns the whole owns its parts");
    assert!(!grant(Role::Owner, Scope::Tenant(FIRST)).outranks(owner));
    assert!(!grant(Role::Owner, Scope::Tenant(FIRST)).outranks(grant(Role::Support, Scope::Tenant(SECOND))));
    assert!(!grant(Role::Owner, Scope::Tenant(FIRST)).outranks(grant(Role::Support, Scope::Installation)));
    assert!(!grant(Role::Administrator, Scope::Installation).outranks(grant(Role::Owner, Scope::Tenant(FIRST))));
    assert!(grant(Role::Administrator, Scope::Tenant(FIRST)).outranks(grant(Role::Auditor, Scope::Pool(FIRST, POOL))));
    assert!(!grant(Role::Support, Scope::Installation).outranks(grant(Role::Auditor, Scope::Pool(FIRST, POOL))));
}

#[test]
fn a_grant_goes_beyond_another_in_what_or_over_what() {
    let (tenant, pool) = (Scope::Tenant(FIRST), Scope::Pool(FIRST, POOL));
    for (new, old, beyond) in [
        (grant(Role::Owner, tenant), grant(Role::Owner, tenant), false),
        (grant(Role::Support, pool), grant(Role::Administrator, tenant), false),
        (grant(Role::Auditor, tenant), grant(Role::Administrator, tenant), false),
        (grant(Role::Owner, tenant), grant(Role::Administrator, tenant), true),
        (grant(Role::Administrator, tenant), grant(Role::Administrator, pool), true),
        // Less in one, more in the other.
        (grant(Role::Administrator, pool), grant(Role::Support, tenant), true),
        (grant(Role::Support, Scope::Installation), grant(Role::Owner, tenant), true),
        // Of one rank, but not for the same.
        (grant(Role::Support, tenant), grant(Role::Auditor, tenant), true),
        (grant(Role::Auditor, tenant), grant(Role::Support, tenant), true),
    ] {
        assert_eq!(new.goes_beyond(old), beyond, "{new:?} after {old:?}");
    }
}
