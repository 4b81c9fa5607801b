package dev.gatehouse.common.database;

import java.util.Map;
import org.hibernate.bytecode.enhance.spi.EnhancementContext;
import org.hibernate.bytecode.enhance.spi.Enhancer;
import org.hibernate.bytecode.internal.none.BytecodeProviderImpl;
import org.hibernate.bytecode.spi.BytecodeProvider;
import org.hibernate.bytecode.spi.ProxyFactoryFactory;
import org.hibernate.bytecode.spi.ReflectionOptimizer;
import org.hibernate.property.access.spi.PropertyAccess;
import org.jspecify.annotations.Nullable;

/**
 * Has Hibernate read and write the fields of rows by reflection and make no classes of its own. Rows have no associations
 * and are never loaded lazily, so nobody would ever use a proxy; to make one for each row, and an accessor beside it, took
 * a quarter of a start.
 */
@SuppressWarnings({"removal", "rawtypes"}) // the interface still wants what its next version will not
final class PlainRows implements BytecodeProvider {
    @Override
    public ProxyFactoryFactory getProxyFactoryFactory() {
        return new BytecodeProviderImpl().getProxyFactoryFactory();
    }

    @Override
    public @Nullable ReflectionOptimizer getReflectionOptimizer(
            Class row, String[] getters, String[] setters, Class[] types) {
        return null;
    }

    @Override
    public @Nullable ReflectionOptimizer getReflectionOptimizer(Class<?> row, Map<String, PropertyAccess> properties) {
        return null;
    }

    @Override
    public @Nullable Enhancer getEnhancer(EnhancementContext context) {
        return null;
    }
}
